import { type Sentence, say } from '../lib/sentence.ts';
import { resendsPost } from '../platforms/capabilities.ts';
import { familyOf } from '../platforms/index.ts';
import type { Capabilities, Instance } from '../platforms/platform.ts';

/**
 * What an edit does on a server, in plain words: how it edits, who gets to know, what stays, how long a description may
 * be. `boosts`: how often the posts that wait were boosted.
 */
export function whatEditsDo(instance: Instance, boosts: number): Sentence[] {
  const { capabilities } = familyOf(instance);
  const { federates, sharedFile, conflictCheck } = capabilities;
  if (capabilities.unproven) return whatIsRisked(instance);
  return [
    howItEdits(capabilities),
    say(federates ? 'publishing.warnsFederates' : 'publishing.warnsLocal'),
    whoIsTold(capabilities, boosts),
    whatIsKept(capabilities),
    ...(sharedFile ? [say('publishing.warnsShared')] : []),
    howLong(instance),
    say(conflictCheck === 'editedAt' ? 'publishing.warnsCompared' : 'publishing.warnsComparedWithoutTime'),
    say(resendsPost(capabilities) ? 'publishing.warnsNothingElse' : 'publishing.warnsNothingElseSent'),
  ];
}

/** Where nobody knows what an edit does. */
function whatIsRisked({ descriptionLimit: limit, descriptionLimitFrom }: Instance): Sentence[] {
  return [
    say('publishing.risksHow'),
    say('publishing.risksLoss'),
    say('publishing.risksOthers'),
    say('publishing.risksFirst'),
    say('publishing.risksTakeBack'),
    say(descriptionLimitFrom === 'server' ? 'publishing.warnsLimitStated' : 'publishing.risksLimit', { limit }),
  ];
}

const editKeys: Record<Capabilities['mode'], string> = {
  statusEdit: 'publishing.warnsEdited',
  mediaThenStatus: 'publishing.warnsEditedInSteps',
  mediaOnly: 'publishing.warnsPicturesOnly',
  driveFile: 'publishing.warnsFilesOnly',
};

function howItEdits({ mode }: Capabilities): Sentence {
  return say(editKeys[mode]);
}

function whoIsTold({ notifiesOthers }: Capabilities, boosts: number): Sentence {
  if (!notifiesOthers) return say('publishing.warnsNobody');
  return boosts > 0 ? say('publishing.warnsBoosts', { count: boosts }) : say('publishing.warnsNotifies');
}

function whatIsKept({ editsShownInHistory }: Capabilities): Sentence {
  return say(editsShownInHistory ? 'publishing.warnsHistory' : 'publishing.warnsNoHistory');
}

/** Servers known by an older Altwright have not been asked yet who says so. */
function howLong({ descriptionLimit: limit, descriptionLimitFrom }: Instance): Sentence {
  return say(descriptionLimitFrom === 'server' ? 'publishing.warnsLimitStated' : 'publishing.warnsLimitKnown', {
    limit,
  });
}
