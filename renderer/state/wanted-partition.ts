// The partition that another view leads to: the table of partitions is narrowed to it when it opens.
import { createStore } from './store.ts';

export const wantedPartition = createStore('');
