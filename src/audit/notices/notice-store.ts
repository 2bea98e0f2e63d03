import type { ChangeEvent } from '../audit-event.ts'
import type { MessageKind } from './notice-body.ts'
import type { Notice } from './notice-kinds.ts'
import type { NoticeSettings } from './notice-settings.ts'

/** One message on its way to the receiver, or arrived. */
export interface NoticeDelivery {
  /** Id of the audit event; the receiver's `webhook-id`, the same at each attempt. */
  readonly id: string
  readonly tenantId: string
  readonly kind: MessageKind
  readonly body: string
  readonly state: 'waiting' | 'delivered' | 'given-up'
  /** Begun, whether they ended or not. */
  readonly attempts: number
  /** Milliseconds since the epoch, all of them. */
  readonly createdAt: number
  readonly dueAt: number
  readonly settledAt: number | undefined
  /** What came of the last attempt, in words; never an address. */
  readonly outcome: string | undefined
}

/** What comes of an attempt. */
export type DeliveryEnd = Pick<NoticeDelivery, 'state' | 'dueAt' | 'settledAt' | 'outcome'>

/** Where notices wait for their receivers; the tenant comes first. */
export interface NoticeStore {
  settings(tenantId: string): Promise<NoticeSettings | undefined>
  /**
   * Decides on the settings as they are at this moment, and writes them with their audit event as one
   * transaction, after what has happened under the former ones was put on its way.
   * @param decide answers undefined to leave everything as it is
   * @throws Refusal `gatehouse/busy`
   */
  change(
    tenantId: string,
    decide: (
      current: NoticeSettings | undefined,
    ) => { readonly settings: NoticeSettings; readonly event: ChangeEvent } | undefined,
  ): Promise<NoticeSettings | undefined>
  /**
   * The receiver wants no more: switched off, with its audit event, and what waits is given up; one
   * transaction. Does nothing where the settings are not `on` any more.
   */
  endFor(tenantId: string, at: number, event: ChangeEvent): Promise<void>
  /** Those whose notices go anywhere. */
  tenantsOn(): Promise<readonly string[]>
  /** Puts on its way what has happened and is to be told; each event once, whoever else does so. */
  enqueue(settings: NoticeSettings, now: number): Promise<void>
  /** Puts one message on its way. */
  add(delivery: NoticeDelivery): Promise<void>
  /**
   * Takes the next that is due, and counts the attempt. Nobody else gets it until then; should this
   * process die, it is due again.
   */
  claim(tenantId: string, now: number, until: number): Promise<NoticeDelivery | undefined>
  settle(deliveryId: string, end: DeliveryEnd): Promise<void>
  /** Newest first. */
  deliveries(tenantId: string, limit: number): Promise<readonly NoticeDelivery[]>
  /** The notices themselves, whether they are sent anywhere or not; newest first. */
  newest(tenantId: string, since: number, limit: number): Promise<readonly Notice[]>
  /** Writes an event unless one with its id is there. @returns whether it was written */
  appendOnce(event: ChangeEvent): Promise<boolean>
  /** Forgets what was settled before that time. */
  forgetBefore(time: number): Promise<void>
}
