ALTER TABLE `platform_connections` ADD `facts_read_at` integer;--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `renew_at` integer;--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `is_unproven` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `platform_connections` ADD `edits_allowed_at` integer;