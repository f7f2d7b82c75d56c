import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A callback of a provider with a valid signature, exactly as received, stored before it is processed. Kept for 90 days. */
@Entity({ schema: 'billing', name: 'callbacks' })
@Index('callbacks_digest', ['provider', 'digest'], { unique: true })
@Index('callbacks_last_at', ['last_at'])
export class PaymentCallback {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) provider: string;
  /** SHA-256 of the body: the same body again only raises `deliveries`. */
  @Column({ type: 'bytea' }) digest: Buffer;
  @Column({ type: 'bytea' }) body: Buffer;
  @Column({ type: 'integer', default: 1 }) deliveries: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) first_at: Date;
  @Column({ type: 'timestamptz', default: () => 'now()' }) last_at: Date;
}

/** An event of a provider that was acted upon, once; written in the transaction of what it did. */
@Entity({ schema: 'billing', name: 'provider_events' })
@Index('provider_events_trade_no', ['trade_no'])
export class ProviderEvent {
  @PrimaryColumn({ type: 'text' }) provider: string;
  @PrimaryColumn({ type: 'text' }) event_id: string;
  @Column({ type: 'text' }) type: string;
  @Column({ type: 'text', default: '' }) trade_no: string;
  /** credited, already, expired, failed, awaiting, reversed, quarantined or ignored. */
  @Column({ type: 'text' }) outcome: string;
  @Column({ type: 'bigint', nullable: true }) callback_id: number | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) received_at: Date;
}

/** A rightly signed event that fits no order, or not the one it names: it moved nothing, and a person should look. */
@Entity({ schema: 'billing', name: 'quarantine' })
@Index('quarantine_event', ['provider', 'event_id'], { unique: true })
@Index('quarantine_open', ['id'], { where: 'resolved_at IS NULL' })
export class QuarantinedEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) provider: string;
  @Column({ type: 'text' }) event_id: string;
  @Column({ type: 'text' }) type: string;
  @Column({ type: 'text', default: '' }) trade_no: string;
  @Column({ type: 'text', default: '' }) payment_ref: string;
  /** unknown_order, other_provider, other_sum, ...: see the contract. */
  @Column({ type: 'text' }) reason: string;
  /** The expected and the received values. */
  @Column({ type: 'text', default: '' }) detail: string;
  @Column({ type: 'bigint', nullable: true }) callback_id: number | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) resolved_at: Date | null;
  /** Null where it resolved itself: the payment it was early for came. */
  @Column({ type: 'bigint', nullable: true }) resolved_by: number | null;
  @Column({ type: 'text', default: '' }) note: string;
}

/** Money of an order that went back: a refund, a dispute, or what an administrator decided. The newest word on each. */
@Entity({ schema: 'billing', name: 'reversals' })
@Index('reversals_trade_no', ['trade_no'])
export class Reversal {
  @PrimaryColumn({ type: 'text' }) provider: string;
  /** The provider's number of the charge or dispute; for an administrator's the request. */
  @PrimaryColumn({ type: 'text' }) ref: string;
  @Column({ type: 'text' }) trade_no: string;
  /** refund, dispute or admin. */
  @Column({ type: 'text' }) kind: string;
  /** All that went back under this number so far; 0 for a dispute that was won. */
  @Column({ type: 'numeric', precision: 18, scale: 3 }) money: string;
  /** Nothing that comes later changes it. */
  @Column({ type: 'boolean', default: false }) final: boolean;
  @Column({ type: 'timestamptz', default: () => 'now()' }) updated_at: Date;
}

/** A callback that names an order and does not verify. It moved nothing; ten are kept for an order, for 30 days. */
@Entity({ schema: 'billing', name: 'refused_callbacks' })
@Index('refused_callbacks_received_at', ['received_at'])
export class RefusedCallback {
  /** The order that it names; there may be none of that number. */
  @PrimaryColumn({ type: 'text' }) trade_no: string;
  /** 0 to 8: the first ones, 9: the newest. */
  @PrimaryColumn({ type: 'integer' }) slot: number;
  @Column({ type: 'text' }) provider: string;
  /** Why it was refused: see the contract. */
  @Column({ type: 'text' }) reason: string;
  /** The address that sent it. */
  @Column({ type: 'text' }) address: string;
  /** The body that was received, cut. */
  @Column({ type: 'bytea' }) body: Buffer;
  @Column({ type: 'timestamptz', default: () => 'now()' }) received_at: Date;
}
