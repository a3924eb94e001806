CREATE TABLE `watches` (
	`connection_id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`model` text NOT NULL,
	`is_watching` integer DEFAULT false NOT NULL,
	`patience_minutes` integer DEFAULT 60 NOT NULL,
	`watches_since` integer,
	`next_look_at` integer,
	`last_look_at` integer,
	`look_error` text,
	`failed_looks` integer DEFAULT 0 NOT NULL,
	`nightly_pictures` integer DEFAULT 0 NOT NULL,
	`night_hour` integer DEFAULT 2 NOT NULL,
	`archive_until` integer,
	`archive_cursor` text,
	`next_night_at` integer,
	`archive_done_at` integer,
	`publishes_unasked_since` integer,
	`settled_until` integer NOT NULL,
	`drafts_told_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `images` ADD `approved_unasked_at` integer;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `scope` text;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `hold_requested_at` integer;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `worker_id` text;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `holder` text;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `waiting_since` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_one_scheduled` ON `caption_generation_tasks` (`connection_id`) WHERE kind = 'scheduled' and status in ('queued', 'running', 'held');--> statement-breakpoint
CREATE INDEX `tasks_scheduled_ended` ON `caption_generation_tasks` (`connection_id`,`completed_at`) WHERE kind = 'scheduled';--> statement-breakpoint
CREATE INDEX `queue_jobs_held` ON `queue_jobs` (`lease_until`) WHERE worker_id is not null;