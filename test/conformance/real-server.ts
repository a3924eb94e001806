import { playContract } from '../contracts/platform.contract.ts';
import { readServerUnderTest } from './server.ts';
import { findServer, openServerStage } from './server-stage.ts';

/** The contract of a family against a real server of it: `npm run conformance`. */
const underTest = readServerUnderTest(process.env);
const found = await findServer(underTest);
const { software, version, domain } = found.instance;

playContract(`${software} ${version} at ${domain}`, () => openServerStage(underTest, found), found.differences, false);
