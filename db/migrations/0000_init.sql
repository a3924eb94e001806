CREATE TABLE `caption_settings` (
	`user_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`settings` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `connection_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `oauth_apps` (
	`id` text PRIMARY KEY NOT NULL,
	`origin` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`scopes` text NOT NULL,
	`client_id` text NOT NULL,
	`client_secret_sealed` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `oauth_apps_server` ON `oauth_apps` (`origin`,`redirect_uri`,`scopes`);--> statement-breakpoint
CREATE TABLE `oauth_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`app_id` text NOT NULL,
	`instance` text NOT NULL,
	`verifier_sealed` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`app_id`) REFERENCES `oauth_apps`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `platform_connections` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`origin` text NOT NULL,
	`family` text NOT NULL,
	`software` text NOT NULL,
	`version` text NOT NULL,
	`instance` text NOT NULL,
	`account_id` text NOT NULL,
	`handle` text NOT NULL,
	`display_name` text DEFAULT '' NOT NULL,
	`account_url` text DEFAULT '' NOT NULL,
	`credentials_sealed` text NOT NULL,
	`oauth_app_id` text,
	`status` text DEFAULT 'active' NOT NULL,
	`status_reason` text,
	`warning_accepted_at` integer,
	`created_at` integer NOT NULL,
	`verified_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`oauth_app_id`) REFERENCES `oauth_apps`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `platform_connections_account` ON `platform_connections` (`user_id`,`origin`,`account_id`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`expires_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_hash` ON `api_tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`purpose` text NOT NULL,
	`role` text NOT NULL,
	`user_id` text,
	`created_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_hash` ON `invitations` (`token_hash`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`user_agent` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`language` text DEFAULT 'en' NOT NULL,
	`active_connection_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_name` ON `users` (lower("name"));--> statement-breakpoint
CREATE TABLE `caption_cache` (
	`user_id` text NOT NULL,
	`sha256` text NOT NULL,
	`model` text NOT NULL,
	`prompt_version` text NOT NULL,
	`language` text NOT NULL,
	`text` text NOT NULL,
	`raw` text NOT NULL,
	`findings` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `sha256`, `model`, `prompt_version`, `language`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `caption_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`image_id` text NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`raw` text,
	`model` text,
	`prompt_version` text,
	`timings` text,
	`task_id` text,
	`user_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `caption_versions_image` ON `caption_versions` (`image_id`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `caption_versions_one_draft` ON `caption_versions` (`image_id`,`task_id`) WHERE kind = 'draft' and task_id is not null;--> statement-breakpoint
CREATE TABLE `image_files` (
	`image_id` text NOT NULL,
	`kind` text NOT NULL,
	`mime_type` text NOT NULL,
	`size_bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`image_id`, `kind`),
	FOREIGN KEY (`image_id`) REFERENCES `images`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `images` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`post_id` text NOT NULL,
	`media_id` text NOT NULL,
	`position` integer NOT NULL,
	`posted_at` integer NOT NULL,
	`type` text NOT NULL,
	`url` text,
	`preview_url` text,
	`width` integer,
	`height` integer,
	`thumbhash` text,
	`blurhash` text,
	`sha256` text,
	`state` text DEFAULT 'found' NOT NULL,
	`task_id` text,
	`remote_description` text,
	`text` text,
	`revision` integer DEFAULT 0 NOT NULL,
	`replaced_text` text,
	`original_description` text,
	`puts_back` integer DEFAULT false NOT NULL,
	`findings` text,
	`model` text,
	`failed_stage` text,
	`error` text,
	`decided_at` integer,
	`published_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`task_id`) REFERENCES `caption_generation_tasks`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `images_media` ON `images` (`post_id`,`media_id`);--> statement-breakpoint
CREATE INDEX `images_review` ON `images` (`connection_id`,`state`,posted_at desc,post_id desc,`position`);--> statement-breakpoint
CREATE INDEX `images_task_review` ON `images` (`task_id`,`state`,posted_at desc,post_id desc,`position`);--> statement-breakpoint
CREATE INDEX `images_task` ON `images` (`task_id`,`posted_at`,`position`);--> statement-breakpoint
CREATE INDEX `images_user` ON `images` (`user_id`,`state`);--> statement-breakpoint
CREATE INDEX `images_sha256` ON `images` (`user_id`,`sha256`) WHERE sha256 is not null;--> statement-breakpoint
CREATE TABLE `posts` (
	`id` text PRIMARY KEY NOT NULL,
	`connection_id` text NOT NULL,
	`remote_id` text NOT NULL,
	`uri` text NOT NULL,
	`url` text NOT NULL,
	`text` text NOT NULL,
	`spoiler_text` text NOT NULL,
	`is_sensitive` integer NOT NULL,
	`is_reply` integer NOT NULL,
	`has_poll` integer NOT NULL,
	`visibility` text NOT NULL,
	`language` text,
	`boosts_count` integer DEFAULT 0 NOT NULL,
	`posted_at` integer NOT NULL,
	`edited_at` integer,
	`own_edited_at` integer,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_uri` ON `posts` (`connection_id`,`uri`);--> statement-breakpoint
CREATE INDEX `posts_connection` ON `posts` (`connection_id`,`posted_at`);--> statement-breakpoint
CREATE TABLE `publications` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`post_id` text NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`not_before` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`reason` text,
	`error` text,
	`former` text,
	`wanted` text,
	`fingerprint` text,
	`media_ids` text,
	`created_at` integer NOT NULL,
	`written_at` integer,
	`finished_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`post_id`) REFERENCES `posts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `publications_open` ON `publications` (`post_id`) WHERE state in ('waiting', 'publishing');--> statement-breakpoint
CREATE INDEX `publications_pending` ON `publications` (`connection_id`,`not_before`) WHERE state in ('waiting', 'publishing');--> statement-breakpoint
CREATE INDEX `publications_post` ON `publications` (`post_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `publications_pace` ON `publications` (`connection_id`,`written_at`);--> statement-breakpoint
CREATE INDEX `publications_user` ON `publications` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text,
	`kind` text NOT NULL,
	`sentence` text NOT NULL,
	`link` text,
	`created_at` integer NOT NULL,
	`read_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notifications_user` ON `notifications` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `notifications_unread` ON `notifications` (`user_id`) WHERE read_at is null;--> statement-breakpoint
CREATE TABLE `system_settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `caption_generation_tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`kind` text DEFAULT 'run' NOT NULL,
	`status` text DEFAULT 'queued' NOT NULL,
	`priority` integer NOT NULL,
	`settings` text,
	`model` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`last_seq` integer DEFAULT 0 NOT NULL,
	`cancel_requested_at` integer,
	`waiting_until` integer,
	`waiting_reason` text,
	`step` text DEFAULT 'waiting' NOT NULL,
	`is_listed` integer DEFAULT false NOT NULL,
	`percent` real DEFAULT 0 NOT NULL,
	`posts_seen` integer DEFAULT 0 NOT NULL,
	`posts_chosen` integer DEFAULT 0 NOT NULL,
	`images_found` integer DEFAULT 0 NOT NULL,
	`images_drafted` integer DEFAULT 0 NOT NULL,
	`images_failed` integer DEFAULT 0 NOT NULL,
	`images_skipped` integer DEFAULT 0 NOT NULL,
	`images_reused` integer DEFAULT 0 NOT NULL,
	`worked_ms` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`completed_at` integer,
	`error` text,
	`results` text,
	`summary` text,
	`cleaned_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`connection_id`) REFERENCES `platform_connections`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_one_active_run` ON `caption_generation_tasks` (`user_id`) WHERE kind = 'run' and status in ('queued', 'running', 'held');--> statement-breakpoint
CREATE UNIQUE INDEX `tasks_one_running` ON `caption_generation_tasks` (`user_id`) WHERE status = 'running';--> statement-breakpoint
CREATE INDEX `tasks_queued` ON `caption_generation_tasks` (`priority`,`created_at`) WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX `tasks_user` ON `caption_generation_tasks` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `tasks_status` ON `caption_generation_tasks` (`status`);--> statement-breakpoint
CREATE INDEX `tasks_uncleaned` ON `caption_generation_tasks` (`completed_at`) WHERE completed_at is not null and cleaned_at is null;--> statement-breakpoint
CREATE TABLE `queue_jobs` (
	`task_id` text PRIMARY KEY NOT NULL,
	`priority` integer NOT NULL,
	`run_at` integer NOT NULL,
	`enqueued_at` integer NOT NULL,
	`worker_id` text,
	`lease_until` integer
);
--> statement-breakpoint
CREATE INDEX `queue_jobs_order` ON `queue_jobs` (`priority`,`enqueued_at`);--> statement-breakpoint
CREATE TABLE `task_events` (
	`task_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`seq` integer NOT NULL,
	`type` text NOT NULL,
	`event` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`task_id`, `attempt`, `seq`),
	FOREIGN KEY (`task_id`) REFERENCES `caption_generation_tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
