import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many users have ids from `block` x 2,000 on; the sum over the shards. Kept by triggers. */
@Entity({ schema: 'auth', name: 'user_blocks' })
export class UserBlock {
  @PrimaryColumn({ type: 'bigint' }) block: number;
  @PrimaryColumn({ type: 'smallint' }) shard: number;
  @Column({ type: 'bigint' }) count: number;
}
