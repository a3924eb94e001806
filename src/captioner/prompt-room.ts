import type { DescribeRequest } from './captioner.ts';
import { fullOfText } from './family.ts';
import { tokensFor, wantedLengths } from './lengths.ts';
import { lettersWorth, type Tag, within } from './neutralise.ts';

/** All tokens that a model has for one picture: `loadOptions` of Ollama, and what small servers are started with. */
const context = 4096;
/** The most that a picture takes of any family, and one that is made larger because it is full of text. */
const picture = { usual: 1300, ofText: 2300 };
/** The instructions, the leads between the parts and the marks of the model's template. */
const ownWords = 400;
/** Where picture and answer leave less, the answer gets on with less: few are as long as they may be. */
const least = 400;
/** A token is at least so many Latin letters. */
const lettersOfToken = 3;

/** More would crowd out the picture; a server takes four pictures mostly, some sixteen and more. */
const mostSiblings = 4;

type Room = Pick<DescribeRequest, 'length' | 'maxLength' | 'optimalMinLength' | 'optimalMaxLength' | 'visibleText'>;

function lettersFor(request: Room): number {
  const words = request.visibleText?.match(/\S+/g)?.length ?? 0;
  const ofPicture = words >= fullOfText ? picture.ofText : picture.usual;
  const left = context - ofPicture - ownWords - tokensFor(wantedLengths(request).most);
  return Math.max(least, left) * lettersOfToken;
}

/**
 * What a prompt gives a model to read, so that the answer keeps its room: what the person wishes for this picture and
 * what stands in it first, the texts of other pictures last. What has no room is cut, or empty.
 */
export function withinRoom(request: DescribeRequest) {
  let room = lettersFor(request);
  function take(tag: Tag, text: string | null | undefined): string {
    const kept = within(tag, text ?? '', room);
    for (const sign of kept) room -= lettersWorth(sign);
    return kept;
  }
  return {
    hint: take('wish', request.hint),
    visibleText: take('read', request.visibleText),
    instructions: take('instructions', request.instructions),
    names: take('names', request.names),
    previous: take('earlier', request.previous),
    postText: take('post', request.postText),
    siblings: request.siblings.slice(0, mostSiblings).map((text) => take('other', text)),
  };
}
