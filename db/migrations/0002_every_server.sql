CREATE TABLE `quiet_hours` (
	`user_id` text PRIMARY KEY NOT NULL,
	`from_time` text NOT NULL,
	`until_time` text NOT NULL,
	`time_zone` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `facts_read_at` integer;--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `renew_at` integer;--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `is_unproven` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `edits_allowed_at` integer;--> statement-breakpoint
ALTER TABLE `images` ADD `gone_from` text;--> statement-breakpoint
ALTER TABLE `images` ADD `says_nothing` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `images` ADD `put_back_text` text;--> statement-breakpoint
ALTER TABLE `images` ADD `dismissed_with_post` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `images_says_nothing` ON `images` (`connection_id`,`state`,posted_at desc,post_id desc,`position`) WHERE says_nothing = 1;--> statement-breakpoint
ALTER TABLE `posts` ADD `dismissed_at` integer;--> statement-breakpoint
ALTER TABLE `publications` ADD `asked_at` integer;--> statement-breakpoint
ALTER TABLE `caption_generation_tasks` ADD `reached` text;