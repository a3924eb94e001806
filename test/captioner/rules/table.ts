import { describe, expect, it } from 'vitest';
import type { RuleContext } from '../../../src/captioner/rules/rule.ts';
import { judge } from '../../../src/captioner/rules/rules.ts';

export const context: RuleContext = {
  ...{ maxLength: 1500, optimalMinLength: 10, optimalMaxLength: 250 },
  ...{ postText: null, siblings: [], language: null, visibleText: null, kind: null, isSensitive: false, names: null },
};

/** Texts that a rule finds something in, and texts that it does not. `given`: what else is known. */
export type Case = { fails: string[]; passes: string[]; given?: Partial<RuleContext> };

/** Languages that a rule has words of its own for, each with its cases. */
export type CasesByLanguage = Record<'en' | 'de' | 'fr' | 'es' | 'ja', Case> & Record<string, Case>;

/** Whether the rule `id` has something to say about a text. */
export function isFound(id: string, text: string, given: Partial<RuleContext> = {}): boolean {
  return judge(text, { ...context, ...given }).some((finding) => finding.id === id);
}

/** One test for each text of each rule. */
export function testRules(name: string, tables: Record<string, Case>): void {
  const cases = Object.entries(tables).flatMap(([id, { fails, passes, given = {} }]) => [
    ...fails.map((text) => ({ id, text, given, found: true })),
    ...passes.map((text) => ({ id, text, given, found: false })),
  ]);
  describe(name, () => {
    it.each(cases)('$id of "$text": $found', ({ id, text, given, found }) => {
      expect(isFound(id, text, given)).toBe(found);
    });
  });
}

/** The same where the words depend on the language of the text. */
export function testRulesByLanguage(name: string, tables: Record<string, CasesByLanguage>): void {
  for (const [id, byLanguage] of Object.entries(tables)) {
    for (const [language, { fails, passes, given }] of Object.entries(byLanguage)) {
      testRules(`${name}: ${language}`, { [id]: { fails, passes, given: { ...given, language } } });
    }
  }
}
