import { join } from 'node:path';
import type { Config } from '../config.ts';
import { systemClock as clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createReader } from '../reading/reader.ts';

/** Where `altwright extras ocr` installs what reads. */
export const readingFolder = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'extras', 'ocr');

/** Reads the pictures of this machine's runs, once what reads is installed. */
export const composeReading = (config: Config, log: Log) => createReader({ folder: readingFolder(config), clock, log });
