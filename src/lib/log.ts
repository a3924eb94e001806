import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Never in a log line, at whatever depth the code happens to log an object (pino's wildcards reach one level). */
const secrets = ['authorization', 'cookie', 'token', 'accessToken', 'refreshToken', 'clientSecret', 'password'];

/** The program's log: one JSON object a line on standard output, secrets replaced by `[redacted]`. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  });
}
