import { readCaptionSettings } from '../../db/caption-settings.ts';
import type { Db } from '../../db/open.ts';
import type { Finding } from '../captioner/captioner.ts';
import { wantedLengths } from '../captioner/lengths.ts';
import type { RuleContext } from '../captioner/rules/rule.ts';
import { judge } from '../captioner/rules/rules.ts';
import { readSavedSettings } from './settings.ts';

/** What is known of the picture of a text; its lengths, language and names are in the settings of the connection. */
export type TextOfConnection = Omit<RuleContext, 'optimalMinLength' | 'optimalMaxLength' | 'names' | 'wasCut'> & {
  userId: string;
  connectionId: string;
};

/** What the quality rules say of a text, measured as the model's own texts for that connection are. */
export function judgeBySettings(db: Db, text: string, { userId, connectionId, ...about }: TextOfConnection): Finding[] {
  const settings = readSavedSettings(readCaptionSettings(db, userId, connectionId), about.maxLength);
  const { least, most } = wantedLengths({ ...settings, ...about });
  const { names } = settings;
  const language = settings.language ?? about.language;
  return judge(text, { ...about, ...{ names, language, optimalMinLength: least, optimalMaxLength: most } });
}
