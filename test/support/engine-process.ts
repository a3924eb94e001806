import { openDatabase } from '../../db/open.ts';
import { openEngine } from './engine.ts';

/** The task engine in a process of its own, to be killed: `engine-process.ts DATA_FOLDER MODEL_HOST`. */
const [dataDir, url] = process.argv.slice(2);
if (!dataDir || !url) throw new Error('a data folder and a model host are needed');
await openEngine({ db: openDatabase(dataDir, 'write'), dataDir }, { url }).start();
