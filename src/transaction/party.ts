import type { Exchange, Half, Leg, Problem, RecipientLeg } from "../record.js";
import type { FoundSubscriber } from "../subscriber/subscribers.js";
import { isIpAddress } from "./address.js";
import type { Evidence } from "./evidence.js";

/** What the exchanges of a leg say of its ends and of the way between them. */
export interface Party {
	/** The exchange that says where: of the client itself, if there is one. */
	main: Exchange;
	userAgent: string | undefined;
	/** Number that a gateway told with an exchange. */
	header: string | undefined;
	/** Who the network or a file says it is, where that has a number. */
	told: FoundSubscriber | undefined;
	imsi: string | undefined;
	access: FoundSubscriber["access"];
	via: string[];
	/** Segments and packets that were seen again: of connections, requests and answers, over TCP and WTP. */
	retransmissions: number;
	problems: Problem[];
}

/** Reads each exchange of a leg once; a push says who and where only when nothing else does. */
export function partyOf(exchanges: readonly Evidence[]): Party {
	const party: Party = {
		main: exchanges[0]!.exchange,
		userAgent: undefined,
		header: undefined,
		told: undefined,
		imsi: undefined,
		access: undefined,
		via: [],
		retransmissions: 0,
		problems: [],
	};
	for (let i = 0; i < exchanges.length; i++) read(party, exchanges[i]!);
	return party;
}

function read(party: Party, evidence: Evidence): void {
	const { exchange } = evidence;
	const { request, response, connect, problems } = exchange;
	if (party.main.kind !== "request" && exchange.kind === "request")
		party.main = exchange;
	if (connect?.retransmissions !== undefined)
		party.retransmissions += connect.retransmissions;
	if (request) {
		party.userAgent ??= request["http.user_agent"];
		party.retransmissions += request.retransmissions;
	}
	if (response) party.retransmissions += response.retransmissions;
	for (let i = 0; i < problems.length; i++) party.problems.push(problems[i]!);
	readHop(party, evidence, exchange);
}

/** Relays and subscribers are those of all hops: the far side of a gateway shows more of them. */
function readHop(
	party: Party,
	{ subscriber, inner }: Evidence,
	{ request, response }: Exchange,
): void {
	if (request) addRelay(party.via, request);
	if (response) addRelay(party.via, response);
	const number = request?.number ?? response?.number;
	if (number !== undefined && !isIpAddress(number)) party.header ??= number;
	party.imsi ??= request?.imsi ?? response?.imsi ?? subscriber?.imsi;
	if (subscriber) {
		if (subscriber.number !== undefined) party.told ??= subscriber;
		party.access ??= subscriber.access;
	}
	for (let i = 0; i < inner.length; i++)
		readHop(party, inner[i]!, inner[i]!.exchange);
}

function addRelay(via: string[], half: Half): void {
	const relay = half["http.via"];
	if (relay !== undefined && !via.includes(relay)) via.push(relay);
}

/** The beginning of a leg, with its ends. What all legs have is one literal: V8 has less to make larger afterwards. */
export function newLeg(
	uid: string,
	{ main }: Party,
	address?: string,
): RecipientLeg {
	const { client, server, serverPort, transport } = main;
	const leg =
		address === undefined
			? { uid, client, server, serverPort, transport }
			: { uid, address, client, server, serverPort, transport };
	return leg as RecipientLeg;
}

/**
 * Adds who and how. Of subscribers (docs/subscribers.md) what came with an exchange is believed before what the network
 * told of its address at that time; each by the first exchange, or hop of it, that knows.
 */
export function addParty(record: Leg, party: Party): void {
	const { tunnel } = party.main;
	const { userAgent, header, told, imsi, access, via } = party;
	if (tunnel) record.tunnel = tunnel;
	if (userAgent !== undefined) record.userAgent = userAgent;
	if (header !== undefined) {
		record.number = header;
		record.numberSource = "header";
	} else if (told) {
		record.number = told.number!;
		record.numberSource = told.source;
	}
	if (imsi !== undefined) record.imsi = imsi;
	if (access) record.access = access;
	if (via.length > 0) record.via = via;
}
