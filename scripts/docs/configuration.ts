import { z } from 'zod';
import type { settings } from '../../src/config.ts';

/** The list of `src/config.ts`, or one like it. */
type Settings = Record<string, (typeof settings)[keyof typeof settings]>;
type Setting = Settings[string];

const page = `# Configuration

<!-- Made from src/config.ts. To renew it: npm test -- test/docs --update -->

Altwright needs no configuration. What can be set is set by environment variables, read once at the start; a value that
makes no sense stops the start with a sentence that names the variable.

- Every setting has a twin with \`_FILE\` at its end that names a file holding the value (\`ALTWRIGHT_KEYS_FILE\`, for
  example, for a container's secret). The twin wins. A file that cannot be read stops the start.
- An empty value counts as not set.
- Altwright reads no \`.env\` file by itself. [\`.env.example\`](../.env.example) holds every setting for what reads one:
  \`env_file\` of a compose file, \`EnvironmentFile\` of systemd, or a shell (\`set -a; . ./.env; set +a\`).
- Which model describes, who may come in, and how a person's runs work are not settings of the program: they are chosen
  on its pages.
`;

const example = `# Settings of Altwright, all of them optional; docs/configuration.md explains them.
# Each has a twin with _FILE at its end that names a file holding the value.
`;

/** docs/configuration.md, whole. */
export function configurationPage(settings: Settings): string {
  const sections = Object.values(settings).map(
    (setting) => `\n## ${setting.name}\n\n${setting.help}\n\n${factsOf(setting).join('\n')}\n`,
  );
  return page + sections.join('');
}

/** .env.example, whole: every setting with its default, all of them commented out. */
export function environmentExample(settings: Settings): string {
  const entries = Object.values(settings).map(
    (setting) => `\n# ${setting.help}\n#${setting.name}=${defaultOf(setting) ?? ''}\n`,
  );
  return example + entries.join('');
}

function factsOf(setting: Setting): string[] {
  const fallback = defaultOf(setting) ?? '';
  return [
    `- Value: ${kindOf(setting)}`,
    `- Default: ${fallback === '' ? 'not set' : `\`${fallback}\``}`,
    ...(setting.secret ? [`- Secret: better given as \`${setting.name}_FILE\``] : []),
  ];
}

/** What may stand in the variable, before anything is made of it. */
function schemaOf({ type }: Setting) {
  return z.toJSONSchema(type, { io: 'input' });
}

function isSwitch({ type }: Setting): boolean {
  return typeof type.safeParse('true').data === 'boolean';
}

function defaultOf(setting: Setting): string | undefined {
  const fallback = isSwitch(setting) ? setting.type.parse(undefined) : schemaOf(setting).default;
  return fallback === undefined ? undefined : String(fallback);
}

function kindOf(setting: Setting): string {
  if (isSwitch(setting)) return '`true` or `false`';
  const { type, minimum, maximum, format, enum: choices } = schemaOf(setting);
  if (choices) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`;
  return format === 'uri' ? 'a web address' : 'text';
}
