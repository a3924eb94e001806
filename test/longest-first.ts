import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where the tests that take longest are, the longest first: begun last, they would leave the other cores idle. */
const longest = [
  'test/prove/',
  'test/tasks/machines',
  'test/tasks/isolation',
  'test/tasks/resume',
  'test/e2e/',
  'test/demo',
  'test/web/runs-in-browser',
  'test/templates/gallery',
];

const place = ({ moduleId }: TestSpecification) => {
  const at = longest.findIndex((part) => moduleId.includes(part));
  return at < 0 ? longest.length : at;
};

/** The usual order, but for the longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => place(a) - place(b));
  }
}
