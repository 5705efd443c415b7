import { stampTime } from "../flow/stamp.js";
import type { Identity, Problem } from "../record.js";
import type { Datagram, Occasion } from "./datagram.js";
import { decodeGtp } from "./gtp.js";
import { GtpSessions } from "./gtpsessions.js";
import { LeaseBook } from "./leasebook.js";
import { type SubscriberLimits, subscriberLimits } from "./limits.js";
import type { Decoded } from "./octets.js";
import { decodePfcp } from "./pfcp.js";
import { PfcpSessions } from "./pfcpsessions.js";
import { decodeRadius } from "./radius.js";
import { RadiusSessions } from "./radiussessions.js";

export interface SubscriberTrackerOptions {
	onIdentity(identity: Identity): void;
	limits?: Partial<SubscriberLimits>;
	/** Messages that are cut or wrong; what could be read of them counts. */
	onProblem?(problem: Problem): void;
	/** Several captures: records say which. */
	manyCaptures: boolean;
}

/** Signalling of subscribers in, identities out: who had which address when. */
export class SubscriberTracker {
	readonly #options: SubscriberTrackerOptions;
	readonly #radius: RadiusSessions;
	readonly #gtp: GtpSessions;
	readonly #pfcp: PfcpSessions;

	constructor(options: SubscriberTrackerOptions) {
		this.#options = options;
		const limits = subscriberLimits(options.limits);
		const book = new LeaseBook((identity) => options.onIdentity(identity));
		const sessions = limits["subscriber-sessions"];
		const requests = limits["subscriber-requests"];
		this.#radius = new RadiusSessions(book, sessions);
		this.#gtp = new GtpSessions(book, { sessions, requests });
		this.#pfcp = new PfcpSessions(book, { sessions, requests });
	}

	/** How often each limit ended something. */
	get limitHits(): Record<string, number> {
		const hits: Record<string, number> = {};
		const sessions =
			this.#radius.dropped + this.#gtp.dropped + this.#pfcp.dropped;
		const requests = this.#gtp.droppedRequests + this.#pfcp.droppedRequests;
		if (sessions > 0) hits["subscriber-sessions"] = sessions;
		if (requests > 0) hits["subscriber-requests"] = requests;
		return hits;
	}

	onRadius(octets: Uint8Array, datagram: Datagram): void {
		const message = this.#check("radius", decodeRadius(octets), datagram);
		if (message)
			this.#radius.onMessage(message, this.#occasion(datagram), datagram);
	}

	onGtpC(octets: Uint8Array, datagram: Datagram): void {
		for (const decoded of decodeGtp(octets)) {
			const message = this.#check("gtp", decoded, datagram);
			if (message)
				this.#gtp.onMessage(message, this.#occasion(datagram), datagram);
		}
	}

	onPfcp(octets: Uint8Array, datagram: Datagram): void {
		for (const decoded of decodePfcp(octets)) {
			const message = this.#check("pfcp", decoded, datagram);
			if (message)
				this.#pfcp.onMessage(message, this.#occasion(datagram), datagram);
		}
	}

	#check<T>(
		layer: string,
		{ status, message }: Decoded<T>,
		{ stamp }: Datagram,
	): T | undefined {
		if (status === "malformed" || status === "truncated")
			this.#options.onProblem?.({ layer, code: status, frame: stamp.frame });
		return message;
	}

	#occasion({ stamp }: Datagram): Occasion {
		const occasion: Occasion = { time: stampTime(stamp), frame: stamp.frame };
		if (this.#options.manyCaptures) {
			occasion.capture = stamp.capture;
			occasion.captureFrame = stamp.captureFrame;
		}
		return occasion;
	}
}
