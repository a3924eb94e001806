export * from './schema/connections.ts';
export * from './schema/people.ts';
export * from './schema/posts.ts';
export * from './schema/system.ts';
export * from './schema/tasks.ts';
export * from './schema/watches.ts';
