import type { PduDetail } from "../mms/pdu.js";
import type {
	Exchange,
	HttpRecord,
	Identity,
	PduRecord,
	Problem,
} from "../record.js";
import type { PduContents } from "./contents.js";

/** Who wants what. Records that nobody wants are not made. */
export interface RecordSink {
	/** Capture time goes on, in whole seconds: before what became due by then, and what happens from then on. */
	onTime?(seconds: number): void;
	/** Exchanges that are still going on will be asked for. */
	live?: boolean;
	/** How much of PDUs it reads; absent: all. */
	readonly detail?: PduDetail;
	onExchange?(exchange: Exchange): void;
	/** More exchanges come only later: what is done with many of them in a row is best done now, while they are at hand. */
	onPause?(): void;
	onIdentity?(identity: Identity): void;
	onPdu?(pdu: PduRecord): void;
	onHttp?(message: HttpRecord): void;
	/** A PDU passed, for who only counts them: what is odd about it and how it was carried. */
	onPduPassed?(problems: readonly Problem[]): void;
	/** An HTTP message passed, likewise. */
	onHttpPassed?(isResponse: boolean): void;
	/** Called for each PDU with parts, where it was decoded. */
	onContents?(contents: PduContents): void;
}
