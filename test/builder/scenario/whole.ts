import type { Octets } from "../bytes.js";
import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import {
	Actor,
	MMSC_URL,
	SECOND,
	type Stage,
	type TransportName,
} from "./actor.js";
import { NO_CONTENT, type Step } from "./carrier.js";
import { Receipt } from "./receipt.js";
import { type TruthLeg, verdictOf } from "./truth.js";

const { MMS_STATUS, TYPE } = mmse;

/** What becomes of a message at one recipient, and what the sender is told. */
interface Fate {
	name: string;
	reason: string;
	run: (receipt: Receipt) => Step;
	/** X-Mms-Status of the delivery report. */
	reported?: number;
	/** Octet of X-Mms-Read-Status of a read report. */
	read?: number;
	/** Nothing that the phone gets names the message: its leg cannot be joined to the sender's. */
	apart?: boolean;
}

const FATES: readonly Fate[] = [
	{
		name: "fetched",
		reason: "retrieved-acknowledged",
		*run(receipt) {
			yield* receipt.notify();
			yield* receipt.get();
			yield* receipt.respond();
		},
		reported: MMS_STATUS.retrieved,
	},
	{
		name: "read",
		reason: "retrieved-acknowledged",
		*run(receipt) {
			yield* receipt.notify();
			yield* receipt.get();
			yield* receipt.respond();
		},
		reported: MMS_STATUS.retrieved,
		read: 0x80,
	},
	{
		name: "deferred",
		reason: "deferred",
		*run(receipt) {
			yield* receipt.notify();
			yield* receipt.respond(MMS_STATUS.deferred);
		},
		reported: MMS_STATUS.deferred,
		apart: true,
	},
	{
		name: "rejected",
		reason: "rejected",
		*run(receipt) {
			yield* receipt.notify();
			yield* receipt.respond(MMS_STATUS.rejected);
		},
		reported: MMS_STATUS.rejected,
		apart: true,
	},
];

const REPORT_REASONS: Readonly<Record<number, string>> = {
	[MMS_STATUS.expired]: "report-expired",
	[MMS_STATUS.retrieved]: "report-retrieved",
	[MMS_STATUS.rejected]: "report-rejected",
	[MMS_STATUS.deferred]: "report-deferred",
	[MMS_STATUS.unrecognised]: "report-unrecognised",
	[MMS_STATUS.indeterminate]: "report-indeterminate",
	[MMS_STATUS.forwarded]: "report-forwarded",
	[MMS_STATUS.unreachable]: "report-unreachable",
};

/**
 * A message from one phone of the capture to one to three others of it, with reports. `plain`: to one, who nearly always
 * fetches it.
 */
export function* wholeLife(
	stage: Stage,
	transport: TransportName,
	plain = false,
): Step {
	const { world } = stage;
	const sender = new Actor(stage, transport);
	const message = world.nextMessage();
	const messageId = world.messageId(message);
	const content = world.body(message);
	const count = plain ? 1 : world.random.pick([1, 1, 1, 2, 3]);
	const receipts = Array.from({ length: count }, () => {
		const fate = world.random.pick(
			plain && world.random.chance(0.95) ? FATES.slice(0, 2) : FATES,
		);
		const receipt = new Receipt(stage, {
			transport: world.random.pick(["http", "http", "wsp", transport]),
			ending: "whole",
			message,
			messageId,
			content,
			from: fate.apart ? null : sender.phone.number,
		});
		return { receipt, fate };
	});
	const to = receipts.map(({ receipt }) => receipt.actor.phone.number);
	const transactionId = sender.phone.nextTransaction();
	yield* submit(sender, { transactionId, to, content, messageId });
	const legs: TruthLeg[] = [];
	for (const { receipt, fate } of receipts) {
		yield* receipt.pause(0.5, 5);
		yield* fate.run(receipt);
		if (fate.apart) {
			legs.push(reportOnly(sender, receipt, fate));
			const { reports: _, messageId: __, ...own } = leg(receipt, fate);
			const about = { ending: "whole/apart", transport, recipients: [own] };
			stage.truth({ id: world.nextMessage(), ...about });
		} else legs.push(leg(receipt, fate));
		yield* report(sender, receipt, fate);
		yield* receipt.actor.leave();
	}
	stage.truth({
		id: message,
		ending: "whole",
		transport,
		send: {
			client: sender.phone.text,
			transactionIds: [transactionId],
			messageId,
			reason: "send-accepted",
			verdict: "ok",
		},
		recipients: legs,
	});
	yield* sender.leave();
}

function* submit(
	sender: Actor,
	about: {
		transactionId: string;
		to: string[];
		content: Octets;
		messageId: string;
	},
): Step {
	const pdu = pdus.sendReq({
		...about,
		from: sender.phone.number,
		subject: "Greetings",
		date: Math.floor(sender.tap.time / SECOND),
		deliveryReport: true,
		readReport: true,
	});
	const { transactionId, messageId } = about;
	const ask = { method: "POST", url: MMSC_URL, pdu } as const;
	const body = pdus.sendConf({ transactionId, messageId });
	yield* sender.carrier.exchange(ask, { body });
}

function leg(receipt: Receipt, fate: Fate): TruthLeg {
	const reports: string[] = [];
	if (fate.reported) reports.push(REPORT_REASONS[fate.reported] as string);
	if (fate.read) reports.push("read");
	return {
		client: receipt.actor.phone.text,
		transactionIds: receipt.transactionIds,
		contentLocation: receipt.contentLocation,
		messageId: receipt.messageId,
		reason: fate.reason,
		verdict: verdictOf(fate.reason),
		reports,
	};
}

/** What the sender's side shows of a recipient that cannot be joined. */
function reportOnly(sender: Actor, receipt: Receipt, fate: Fate): TruthLeg {
	const reason = REPORT_REASONS[fate.reported ?? 0] as string;
	return {
		client: sender.phone.text,
		transactionIds: [],
		messageId: receipt.messageId,
		address: receipt.actor.phone.number,
		reason,
		verdict: verdictOf(reason),
		reports: [reason],
	};
}

function* report(sender: Actor, receipt: Receipt, fate: Fate): Step {
	const { messageId } = receipt;
	const { number } = receipt.actor.phone;
	if (fate.reported) {
		yield* receipt.pause(0.5, 4);
		sender.push(
			pdus.delivery({ messageId, to: number, status: fate.reported }),
		);
	}
	if (!fate.read) return;
	yield* receipt.pause(5, 60);
	const about = { messageId, to: sender.phone.number, from: number };
	const read = pdus.readReport(TYPE.readRecInd, about);
	yield* receipt.post(read, NO_CONTENT);
	yield* receipt.pause(0.5, 2);
	sender.push(pdus.readReport(TYPE.readOrigInd, about));
}

/** A submission whose recipient is elsewhere, and the report that comes back. */
export function* reportedLife(stage: Stage, transport: TransportName): Step {
	const { world } = stage;
	const sender = new Actor(stage, transport);
	const message = world.nextMessage();
	const messageId = world.messageId(message);
	const transactionId = sender.phone.nextTransaction();
	const to = world.contact();
	const content = world.body(message);
	yield* submit(sender, { transactionId, to: [to], content, messageId });
	yield* sender.wait(world.random.integer(2, 90) * SECOND);
	const status = world.random.pick(Object.values(MMS_STATUS));
	const reason = REPORT_REASONS[status] as string;
	sender.push(pdus.delivery({ messageId, to, status }));
	yield* sender.wait(SECOND);
	const client = sender.phone.text;
	stage.truth({
		id: message,
		ending: `reported/${status.toString(16)}`,
		transport,
		send: {
			client,
			transactionIds: [transactionId],
			messageId,
			reason: "send-accepted",
			verdict: "ok",
		},
		recipients: [
			{
				client,
				transactionIds: [],
				messageId,
				address: to,
				reason,
				verdict: verdictOf(reason),
				reports: [reason],
			},
		],
	});
	yield* sender.leave();
}

/** A report about a message that was sent before the capture began. */
export function* reportLife(stage: Stage): Step {
	const { world } = stage;
	const actor = new Actor(stage, "http");
	const message = world.nextMessage();
	const messageId = world.messageId(message);
	const status = world.random.pick(Object.values(MMS_STATUS));
	const reason = REPORT_REASONS[status] as string;
	const to = world.contact();
	actor.push(pdus.delivery({ messageId, to, status }));
	yield* actor.wait(SECOND);
	stage.truth({
		id: message,
		ending: `report/${status.toString(16)}`,
		transport: "http",
		recipients: [
			{
				client: actor.phone.text,
				transactionIds: [],
				messageId,
				address: to,
				reason,
				verdict: verdictOf(reason),
				reports: [reason],
			},
		],
	});
	yield* actor.leave();
}

/** A notification answered by m-forward-req: the message goes on without having been fetched. */
export function* forwardLife(stage: Stage, transport: TransportName): Step {
	const receipt = new Receipt(stage, { transport, ending: "forward" });
	const { phone, world } = receipt.actor;
	const forwarded = world.nextMessage();
	const messageId = world.messageId(forwarded);
	yield* receipt.notify();
	const transactionId = phone.nextTransaction();
	const pdu = mmse.pdu(TYPE.forwardReq, { transactionId }, [
		mmse.fields.from(),
		mmse.fields.to(world.contact()),
		mmse.fields.contentLocation(receipt.contentLocation),
	]);
	const about = { transactionId, messageId, type: TYPE.forwardConf };
	yield* receipt.post(pdu, { body: pdus.sendConf(about) });
	const common = { ending: "forward", transport } as const;
	stage.truth({
		...common,
		id: receipt.message,
		recipients: [
			{
				client: phone.text,
				transactionIds: receipt.transactionIds,
				contentLocation: receipt.contentLocation,
				reason: "forwarded-unfetched",
				verdict: "failed",
			},
		],
	});
	stage.truth({
		...common,
		id: forwarded,
		send: {
			client: phone.text,
			transactionIds: [transactionId],
			messageId,
			reason: "send-accepted",
			verdict: "ok",
		},
		recipients: [],
	});
	yield* receipt.actor.leave();
}
