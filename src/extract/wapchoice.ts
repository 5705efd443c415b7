import {
	WSP_CONNECT,
	WSP_DISCONNECT,
	WSP_RESUME,
	WSP_SUSPEND,
} from "../wap/names.js";
import {
	WTP_ABORT,
	WTP_ACK,
	WTP_INVOKE,
	WTP_NEGATIVE_ACK,
} from "../wap/row.js";
import type { Chosen, PacketNumbers } from "./chosen.js";

/** One WTP PDU, or one datagram with connectionless WSP. */
export interface ChoicePdu {
	direction: 0 | 1;
	seconds: number;
	/** Hash of the user data. */
	print: number;
	/** It carried octets of the messages, or the end of their carrier. */
	isWanted: boolean;
	packets: PacketNumbers;
	/** Of WTP: `WTP_*`. */
	type: number;
	/** As on the wire: the top bit says that the responder sent it. */
	tid: number;
	/** First octet of the user data: of an Invoke its WSP PDU type. */
	first: number;
}

interface Transaction {
	print: number;
	lastSeconds: number;
	isWanted: boolean;
	/** Opening, suspending, resuming or closing a session. */
	isSession: boolean;
}

/** Silence after which a packet with a known TID is of another transaction (WAP-224 appendix A, with room). */
const SILENCE_SECONDS = 600;
const SESSION_PDUS = [WSP_CONNECT, WSP_DISCONNECT, WSP_SUSPEND, WSP_RESUME];
const KEPT_LIMIT = 256;
const PRINTS_LIMIT = 1024;

/**
 * Which packets between two UDP ports belong to the messages: those of the WTP transactions that carried them with their
 * repeats and acknowledgements (WAP-224 7), repeats of connectionless PDUs, and how their sessions were opened and closed
 * (WAP-230 6.2).
 */
export class WapChoice {
	readonly #chosen: Chosen;
	/** The newest with each TID, by initiator and TID. */
	readonly #transactions = new Map<number, Transaction>();
	/** Packets of the session's own transactions, until the session is wanted. */
	#kept: PacketNumbers[] = [];
	#isSessionWanted = false;
	/** Connectionless PDUs of the messages by their octets, and when they were seen last. */
	readonly #prints = new Map<number, number>();

	constructor(chosen: Chosen) {
		this.#chosen = chosen;
	}

	onWtp(pdu: ChoicePdu): void {
		const { type, isWanted, packets } = pdu;
		const transaction = this.#find(pdu);
		transaction.lastSeconds = pdu.seconds;
		const carries =
			type !== WTP_ACK && type !== WTP_NEGATIVE_ACK && type !== WTP_ABORT;
		if (isWanted && carries) {
			transaction.isWanted = true;
			this.#wantSession();
		}
		if (isWanted || transaction.isWanted) this.#chosen.add(packets);
		else if (transaction.isSession) this.#keep(packets);
	}

	/** One datagram is one PDU; the same octets again are a repeat. */
	onDatagram({ print, seconds, isWanted, packets }: ChoicePdu): void {
		const known = this.#prints.get(print);
		const isRepeat = known !== undefined && seconds - known <= SILENCE_SECONDS;
		if (!isWanted && !isRepeat) return;
		this.#chosen.add(packets);
		this.#prints.delete(print);
		this.#prints.set(print, seconds);
		if (this.#prints.size <= PRINTS_LIMIT) return;
		for (const oldest of this.#prints.keys()) {
			this.#prints.delete(oldest);
			return;
		}
	}

	#find(pdu: ChoicePdu): Transaction {
		const { tid, direction, type, seconds, print } = pdu;
		const initiator = (tid & 0x8000) === 0 ? direction : 1 - direction;
		const key = (initiator << 15) | (tid & 0x7fff);
		const known = this.#transactions.get(key);
		const isOld = known && seconds - known.lastSeconds > SILENCE_SECONDS;
		if (known && !isOld && (type !== WTP_INVOKE || known.print === print))
			return known;
		const isSession = type === WTP_INVOKE && SESSION_PDUS.includes(pdu.first);
		const transaction: Transaction = {
			print,
			lastSeconds: seconds,
			isWanted: false,
			isSession,
		};
		this.#transactions.set(key, transaction);
		if (isSession && pdu.first === WSP_CONNECT) this.#beginSession();
		return transaction;
	}

	#beginSession(): void {
		this.#kept = [];
		this.#isSessionWanted = false;
	}

	#wantSession(): void {
		if (this.#isSessionWanted) return;
		this.#isSessionWanted = true;
		for (const packets of this.#kept) this.#chosen.add(packets);
		this.#kept = [];
	}

	#keep(packets: PacketNumbers): void {
		if (this.#isSessionWanted) this.#chosen.add(packets);
		else if (this.#kept.length < KEPT_LIMIT) this.#kept.push(packets);
	}
}
