import type { ImageRow } from '../../db/decisions.ts';
import { listVersions } from '../../db/versions.ts';
import { type ApprovedAll, approveDrafts, reasonToSkip } from './approve-all.ts';
import type { DecisionTools } from './decide.ts';

/**
 * Approves the drafts of a run without asking its person, who allowed that for the connection. Each picture at most once:
 * what she takes back afterwards stays hers. So does every draft that the quality rules doubt, or that she has changed.
 */
export function approveUnasked(tools: DecisionTools, run: { userId: string; taskId: string }): Promise<ApprovedAll> {
  const { userId, taskId } = run;
  const leaves = (image: ImageRow) => (isForPerson(tools, image) ? 'needs-a-look' : reasonToSkip(tools, image));
  const marks = (now: number) => ({ approvedUnaskedAt: now });
  return approveDrafts(tools, { id: userId }, { taskId }, { action: 'image.approve-unasked', leaves, marks });
}

function isForPerson({ db }: DecisionTools, image: ImageRow): boolean {
  const isDoubtful = image.findings?.some(({ severity }) => severity !== 'info') ?? false;
  const isUntouched = listVersions(db, image.id)[0]?.kind === 'draft';
  return isDoubtful || !isUntouched || image.approvedUnaskedAt !== null || image.remoteDescription !== null;
}
