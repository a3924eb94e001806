import { openDatabase } from '../../../db/open.ts';

const questions = [
  `select status, count(*) as tasks, max(waiting_until) as waiting_until, waiting_reason, worker_id, holder, error
    from caption_generation_tasks group by 1, 4, 5, 6, 7`,
  `select task_id, state, failed_stage, count(*) as images, error from images group by 1, 2, 3, 5`,
  `select connection_id, state, attempts, count(*) as publications, max(not_before) as not_before, error
    from publications where state <> 'published' group by 1, 2, 3, 6`,
  'select status, status_reason from platform_connections',
];

/** How the rows of the program stand, a line each: where to look for the cause of harm. */
export function describeLeftovers(dataDir: string): string[] {
  const { $client } = openDatabase(dataDir, 'read');
  const lines = questions.flatMap((question) =>
    $client
      .prepare(question)
      .all()
      .map((row) => JSON.stringify(row)),
  );
  $client.close();
  return lines;
}
