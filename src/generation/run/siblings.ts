import type { ReadyImage } from './preparing.ts';
import type { Tools } from './tools.ts';

/** What is said of the other pictures of one picture's post. */
export type Siblings = {
  /**
   * Their texts as the rows have them. Those that get one while this picture is at the model are added to the same list,
   * so that they are too late for its prompt and in time for the rules.
   */
  texts: () => Promise<string[]>;
  /** Tells them what this one is described by. */
  tell: (text: string) => void;
  end: () => void;
};

type AtWork = { imageId: string; postUri: string; told: string[] };

/** Keeps the pictures of a post that are described side by side apart from each other. */
export function createSiblings(tools: Pick<Tools, 'siblingTexts'>) {
  const atWork = new Set<AtWork>();
  return {
    of({ imageId, post }: Pick<ReadyImage, 'imageId' | 'post'>): Siblings {
      const own: AtWork = { imageId, postUri: post.uri, told: [] };
      atWork.add(own);
      return {
        async texts() {
          const inRows = post.media.length > 1 ? await tools.siblingTexts(imageId) : [];
          own.told.unshift(...inRows.filter((text) => !own.told.includes(text)));
          return own.told;
        },
        tell(text) {
          for (const { postUri, told } of atWork) if (postUri === own.postUri && told !== own.told) told.push(text);
        },
        end: () => atWork.delete(own),
      };
    },
  };
}
