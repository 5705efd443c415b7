import type { Coverage, Seen } from "../record.js";

/** What the capture was seen to hold, counted on the way. */
export interface CoverageFacts extends Omit<Seen, "lastSecond" | "problems"> {
	packets: number;
	/** Messages that were found. */
	messages: number;
	/** Legs of originators and recipients that were seen. */
	legs: { send: number; recipient: number };
	/** MMSE PDUs of any kind. */
	pdus: number;
	/** Bodies that say that they are MMS and could not be read. */
	garbled: number;
	notifications: number;
	retrievals: number;
}

const MMSC_NAME = /(^|[.-])(mms|mmsc|mmsc?\d+|wap|mm1)[.-]|multimedia/i;
const NAMES_SHOWN = 5;
/** Part of packets or connections from which on something is worth a sentence. */
const NOTABLE_PART = 0.1;

/** What the capture can and cannot show, each with a next step: above all when there is no message in it. */
export function coverage(facts: CoverageFacts): Coverage[] {
	if (facts.packets === 0)
		return [
			{
				sign: "The capture holds no packets.",
				advice:
					"Check the interface and the capture filter, and capture again.",
			},
		];
	const rules = [garbled, sliced, oneSided, encrypted, undecoded];
	const found = rules
		.map((rule) => rule(facts))
		.filter((one) => one !== undefined);
	return facts.messages === 0
		? [absence(facts), ...found]
		: [...found, ...viewpoint(facts)];
}

/** No message: what there was instead. */
function absence(facts: CoverageFacts): Coverage {
	if (facts.pdus > 0)
		return {
			sign: `There are ${facts.pdus} MMS PDUs, but none that belongs to the life of a message.`,
			advice: "Look at them with `mmstrace pdus`.",
		};
	if (facts.garbled > 0)
		return {
			sign: "There is MMS, but nothing of it could be read.",
			advice:
				"The bodies may be encoded or damaged; `mmstrace http` lists the messages that carry them.",
		};
	if (facts.wapPackets > 0)
		return {
			sign: `There is no MMS, but ${facts.wapPackets} packets on WAP ports.`,
			advice:
				"Other services use WAP too; if MMS was expected, capture while a message is sent, on the side of the gateway that faces the phones.",
		};
	if (facts.httpMessages > 0)
		return {
			sign: `There is no MMS among ${facts.httpMessages} HTTP messages.`,
			advice:
				"MMS usually has an APN and a proxy of its own: capture on that APN's path, or on the MMSC, while a message is sent.",
		};
	return {
		sign: "There is no MMS and no HTTP or WAP traffic that could carry it.",
		advice:
			"Capture on the path of the MMS APN (between phone and proxy, or proxy and MMSC), not on the Internet APN.",
	};
}

function garbled({ garbled: count }: CoverageFacts) {
	if (count === 0) return undefined;
	return {
		sign: `${count} bodies of the MMS media type hold no PDU that could be read.`,
		advice:
			"Look for a Content-Encoding other than gzip and deflate, or for a server that sends something else under this type (`mmstrace http`).",
	};
}

function sliced({ packets, slicedPackets }: CoverageFacts) {
	if (slicedPackets === 0 || slicedPackets < packets * 0.001) return undefined;
	return {
		sign: `${slicedPackets} of ${packets} packets were cut by the snap length.`,
		advice:
			"Contents and answers may be missing; capture with full packets (`-s 0`).",
	};
}

function oneSided(facts: CoverageFacts) {
	const { connections, oneSidedConnections } = facts;
	if (oneSidedConnections === 0) return undefined;
	if (oneSidedConnections < connections * NOTABLE_PART) return undefined;
	return {
		sign: `${oneSidedConnections} of ${connections} TCP connections show one direction only.`,
		advice:
			"An outcome needs the server's side: add the other direction of the tap, or the capture of the other path.",
	};
}

function encrypted({ tlsServerNames }: CoverageFacts) {
	const names = [...new Set(tlsServerNames)].filter((name) =>
		MMSC_NAME.test(name),
	);
	if (names.length === 0) return undefined;
	const shown = names.slice(0, NAMES_SHOWN).join(", ");
	return {
		sign: `There is TLS to servers with MMS-like names: ${shown}.`,
		advice:
			"MMS inside TLS cannot be read here; capture behind the TLS end, or on the MMSC.",
	};
}

function undecoded({ packets, undecodedPackets }: CoverageFacts) {
	if (undecodedPackets < packets * NOTABLE_PART || undecodedPackets === 0)
		return undefined;
	return {
		sign: `${undecodedPackets} of ${packets} packets are of kinds that are not decoded.`,
		advice: "`mmstrace info` lists them.",
	};
}

/** Messages were found, but one side of their lives never shows (STATES 7). */
function viewpoint(facts: CoverageFacts): Coverage[] {
	const { legs, notifications, retrievals } = facts;
	const found: Coverage[] = [];
	if (retrievals > 0 && notifications === 0)
		found.push({
			sign: "There are downloads but no notifications.",
			advice:
				"Notifications usually go by SMS outside the data path; when and whether they were sent shows at the push gateway or SMSC.",
		});
	if (notifications > 0 && retrievals === 0)
		found.push({
			sign: "There are notifications but no downloads.",
			advice:
				"This looks like the push side only; downloads pass between phone, proxy and MMSC.",
		});
	if (legs.send > 0 && legs.recipient === 0)
		found.push({
			sign: "There are submissions but nothing of their recipients.",
			advice:
				"Acceptance says nothing about delivery; add a capture of the recipients' side or the delivery reports.",
		});
	return found;
}
