import type { Order } from '../../../src/generation/run/port.ts';
import type { WishSpec } from '../../../src/generation/run/wish.ts';
import deskTask from '../../../workers/desk-task.ts';
import { misdeeds } from './misbehaving.ts';

// biome-ignore lint/style/noDefaultExport: a pool's thread is started by its default export
export default (order: Order<WishSpec>): Promise<void> => misdeeds[order.spec.model.name]?.(order) ?? deskTask(order);
