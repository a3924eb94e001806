import { join } from 'node:path';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { installExtra, removeExtra } from '../reading/installing.ts';
import { createReader } from '../reading/reader.ts';

/** Where `altwright extras ocr` installs what reads. */
const readingFolder = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'extras', 'ocr');

/** Reads the pictures of this machine's runs, once what reads is installed. */
export const composeReading = (config: Config, log: Log) => createReader({ folder: readingFolder(config), clock, log });

/** Puts what reads into the data folder; a program that runs begins to read with its next run. */
export const installReading = (config: Config) => installExtra(readingFolder(config));

/** Takes it out again. */
export const removeReading = (config: Config) => removeExtra(readingFolder(config));
