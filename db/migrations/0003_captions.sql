ALTER TABLE `caption_versions` ADD `changed_retry` text;--> statement-breakpoint
ALTER TABLE `caption_versions` ADD `hint` text;--> statement-breakpoint
ALTER TABLE `images` ADD `kind` text;--> statement-breakpoint
ALTER TABLE `images` ADD `visible_text` text;