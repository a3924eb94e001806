import { partial } from '../../../../templates/components/live.ts';
import { wordsPartial } from '../../../../templates/components/pair.ts';
import { triedPair, triedPartial } from '../../../../templates/pages/try.ts';
import { AppError } from '../../../lib/errors.ts';
import { triedViewOf } from '../../tried-view.ts';
import type { Topic } from './region.ts';

/** An uploaded picture for whoever tries it out: where it stands, and the words as they come. */
export const wishTopic: Topic = ({ user, parts, argument = '' }) => {
  const view = () => {
    try {
      return triedViewOf(parts, user.id, argument);
    } catch (thrown) {
      // Forgotten meanwhile: what stands on the page is the last there was.
      if (thrown instanceof AppError) return null;
      throw thrown;
    }
  };
  if (view() === null) return null;
  return [
    {
      key: `wish:${argument}`,
      topic: `wish:${argument}`,
      snapshot(words) {
        const now = view();
        return now ? String(partial(`#image-${argument}`, 'outerMorph', triedPair(words, now))) : '';
      },
      render(news, words) {
        if (news.kind === 'words') return String(wordsPartial(argument, news.text));
        const now = news.kind === 'wish' ? view() : null;
        return now && String(triedPartial(words, now));
      },
    },
  ];
};
