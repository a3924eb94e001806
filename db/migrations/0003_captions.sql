CREATE TABLE `picture_fingerprints` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` text NOT NULL,
	`image_id` text NOT NULL,
	`hash_high` integer NOT NULL,
	`hash_low` integer NOT NULL,
	`grey` blob NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `picture_fingerprints_image` ON `picture_fingerprints` (`image_id`);--> statement-breakpoint
CREATE INDEX `picture_fingerprints_user` ON `picture_fingerprints` (`user_id`,`id`,`hash_high`,`hash_low`);--> statement-breakpoint
ALTER TABLE `caption_cache` ADD `request_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `caption_cache` ADD `image_id` text;--> statement-breakpoint
ALTER TABLE `caption_versions` ADD `changed_retry` text;--> statement-breakpoint
ALTER TABLE `caption_versions` ADD `hint` text;--> statement-breakpoint
ALTER TABLE `caption_versions` ADD `language` text;--> statement-breakpoint
ALTER TABLE `caption_versions` ADD `origin` text;--> statement-breakpoint
ALTER TABLE `images` ADD `kind` text;--> statement-breakpoint
ALTER TABLE `images` ADD `visible_text` text;