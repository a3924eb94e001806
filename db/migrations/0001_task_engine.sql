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
	`nightly_pictures` integer DEFAULT 0 NOT NULL,
	`archive_cursor` text,
	`next_night_at` integer,
	`archive_done_at` integer,
	`publishes_unasked` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `hold_requested_at` integer;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `worker_id` text;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `holder` text;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `waiting_since` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_one_scheduled` ON `caption_generation_tasks` (`connection_id`) WHERE kind = 'scheduled' and status in ('queued', 'running', 'held');