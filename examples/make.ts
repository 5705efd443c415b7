/**
 * Makes `examples/mms.pcapng`: a dozen messages as they are in a mobile network, good ones and bad ones, over HTTP and
 * over WSP. Numbers and addresses are those set aside for fiction and documentation. Run: `npx tsx examples/make.ts`.
 */
import { writeFileSync } from "node:fs";
import {
	join,
	mergeByTime,
	mmse,
	type Octets,
	type Packet,
	PcapngFile,
	pdus,
	utf8,
} from "../test/builder/index.js";
import { type Handset, MMSC, type Reply, Story } from "./handset.js";
import { picture } from "./picture.js";

/** 14 February 2026, 09:00 UTC. */
const START = 1_771_059_600;

const ANNA = ["10.20.14.31", "+447700900115"] as const;
const BEN = ["10.20.61.85", "+447700900141"] as const;
const CARLA = ["10.20.3.7", "+447700900162"] as const;
const DAVID = ["10.20.77.20", "+447700900183"] as const;
const EMMA = ["2001:db8:20:31::1", "+447700900199"] as const;
const FRANK = ["10.20.9.9", "+447700900207"] as const;

interface Mail {
	id: string;
	subject: string;
	content: Octets;
	location: string;
	size: number;
}

function mail(id: string, subject: string, side: number, hue: number): Mail {
	const name = `${subject.split(" ")[0]?.toLowerCase()}.png`;
	const smil = utf8(
		`<smil><body><par dur="5s"><img src="${name}"/><text src="text.txt"/></par></body></smil>`,
	);
	const content = mmse.related([
		mmse.part("application/smil", "smil.xml", smil),
		mmse.part("image/png", name, picture(side, hue)),
		mmse.part("text/plain", "text.txt", utf8(`${subject}!`)),
	]);
	return {
		// Content-Locations contain it, so that legs without it can be joined.
		id,
		subject,
		content,
		location: `http://mmsc.example/mms?id=${id}`,
		size: content.length,
	};
}

function request(
	from: Handset,
	to: Handset[],
	letter: Mail,
	id: string,
): Octets {
	return pdus.sendReq({
		transactionId: id,
		from: from.number,
		to: to.map((phone) => phone.number),
		subject: letter.subject,
		date: Math.floor(from.tap.time / 1e6),
		deliveryReport: true,
		content: letter.content,
	});
}

function accepted(letter: Mail, transactionId: string): Reply {
	return { pdu: pdus.sendConf({ transactionId, messageId: letter.id }) };
}

function notify(
	to: Handset,
	from: string,
	letter: Mail,
	id: string,
	n = "",
): void {
	to.wait(1.2).push(
		pdus.notification({
			transactionId: id,
			from,
			subject: letter.subject,
			size: letter.size,
			contentLocation: letter.location + n,
		}),
	);
}

function delivered(letter: Mail, from: string, to: Handset, id: string): Reply {
	const pdu = pdus.retrieveConf({
		transactionId: id,
		messageId: letter.id,
		from,
		to: [to.number],
		subject: letter.subject,
		date: Math.floor(to.tap.time / 1e6),
		content: letter.content,
	});
	return { pdu };
}

function report(
	sender: Handset,
	to: Handset,
	letter: Mail,
	status: number,
): void {
	const about = { messageId: letter.id, to: to.number, status };
	sender.wait(0.8).push(pdus.delivery(about));
}

const { MMS_STATUS } = mmse;

/** Sent, fetched at once, acknowledged, reported and read. */
function sentAndRead(): Packet[] {
	const story = new Story(START);
	const anna = story.phone(ANNA);
	const ben = story.phone(BEN);
	const letter = mail("3cde1c8fd700", "Sunrise", 64, 40);
	anna.http(MMSC, request(anna, [ben], letter, "1"), accepted(letter, "1"));
	notify(ben, anna.number, letter, "1");
	ben.wait(0.9);
	const answer = delivered(letter, anna.number, ben, "1");
	const disturbance = {
		missing: [2],
		retransmit: [2],
		acknowledge: "end",
	} as const;
	ben.http(letter.location, undefined, { ...answer, disturbance });
	ben.http(MMSC, pdus.notifyResp("1"));
	report(anna, ben, letter, MMS_STATUS.retrieved);
	const read = { messageId: letter.id, to: anna.number, from: ben.number };
	ben.wait(21).http(MMSC, pdus.readReport(mmse.TYPE.readRecInd, read));
	anna.wait(1).push(pdus.readReport(mmse.TYPE.readOrigInd, read));
	return story.packets();
}

/** Two recipients: one fetches over WSP, one puts it off. */
function twoRecipients(): Packet[] {
	const story = new Story(START + 40);
	const anna = story.phone(ANNA);
	const carla = story.phone(CARLA, "Handy/1.0");
	const david = story.phone(DAVID);
	const letter = mail("3cde1c8fd7a2", "Grüße aus Köln", 48, 90);
	const sent = request(anna, [carla, david], letter, "2");
	anna.http(MMSC, sent, accepted(letter, "2"));
	notify(carla, anna.number, letter, "1", "&r=1");
	notify(david, anna.number, letter, "1", "&r=2");
	const answer = delivered(letter, anna.number, carla, "1");
	carla.wait(2).wsp(`${letter.location}&r=1`, undefined, answer);
	carla.wsp(MMSC, pdus.notifyResp("1"));
	david.wait(1).http(MMSC, pdus.notifyResp("1", MMS_STATUS.deferred));
	report(anna, carla, letter, MMS_STATUS.retrieved);
	return story.packets();
}

/** Sent and fetched over WSP. */
function overWsp(): Packet[] {
	const story = new Story(START + 75);
	const carla = story.phone(CARLA, "Handy/1.0");
	const frank = story.phone(FRANK, "Handy/1.0");
	const letter = mail("3cde1c8fd8b1", "生日快乐", 40, 150);
	carla.wsp(MMSC, request(carla, [frank], letter, "1"), accepted(letter, "1"));
	notify(frank, carla.number, letter, "1");
	const answer = delivered(letter, carla.number, frank, "1");
	frank.wait(1.5).wsp(letter.location, undefined, answer);
	frank.wsp(MMSC, pdus.notifyResp("1"));
	report(carla, frank, letter, MMS_STATUS.retrieved);
	return story.packets();
}

/** No credit (HTTP), and content that the server does not take (WSP). */
function refused(): Packet[] {
	const story = new Story(START + 110);
	const david = story.phone(DAVID);
	const frank = story.phone(FRANK, "Handy/1.0");
	const ben = story.phone(BEN);
	const first = mail("x1", "Beach", 30, 10);
	const no = { transactionId: "1", status: 0xeb, text: "No credit left" };
	david.http(MMSC, request(david, [ben], first, "1"), {
		pdu: pdus.sendConf(no),
	});
	const second = mail("x2", "Song", 30, 20);
	const not = { transactionId: "2", status: 0xe5, text: "Content not allowed" };
	frank.wait(20).wsp(MMSC, request(frank, [ben], second, "2"), {
		pdu: pdus.sendConf(not),
	});
	return story.packets();
}

/** An upload that the server cuts; a download that stops half way; the same over WSP. */
function broken(): Packet[] {
	const story = new Story(START + 160);
	const emma = story.phone(EMMA);
	const david = story.phone(DAVID);
	const carla = story.phone(CARLA, "Handy/1.0");
	const ben = story.phone(BEN);
	const upload = mail("x3", "Harbour", 50, 200);
	const sent = request(emma, [ben], upload, "1");
	emma.http(MMSC, sent, { cutRequest: 4200 });
	const download = mail("3cde1c8fd9c4", "Garden", 50, 70);
	const from = "+447700900190/TYPE=PLMN";
	notify(david, from, download, "2");
	const answer = delivered(download, from, david, "2");
	david
		.wait(1)
		.http(download.location, undefined, { ...answer, cutAnswer: 3900 });
	const lost = mail("3cde1c8fd9d7", "Castle", 20, 5);
	notify(carla, from, lost, "2");
	carla.wait(2).wsp(lost.location, undefined, { abort: [0, 0x07] });
	return story.packets();
}

/** Deferred over WSP; rejected; gone when the phone asks; fetched by a phone with IPv6. */
function others(): Packet[] {
	const story = new Story(START + 230);
	const frank = story.phone(FRANK, "Handy/1.0");
	const david = story.phone(DAVID);
	const emma = story.phone(EMMA);
	const from = "+447700900190/TYPE=PLMN";
	const later = mail("3cde1c8fdae0", "Skyline", 20, 33);
	notify(frank, from, later, "3");
	frank.wait(1).wsp(MMSC, pdus.notifyResp("3", MMS_STATUS.deferred));
	const offer = mail("3cde1c8fdaf1", "Offer", 20, 66);
	notify(david, "offers@shop.example", offer, "3");
	david.wait(4).http(MMSC, pdus.notifyResp("3", MMS_STATUS.rejected));
	const gone = mail("3cde1c8fdb02", "Party", 20, 99);
	notify(david, from, gone, "4");
	david.wait(6).http(gone.location, undefined, { status: "404 Not Found" });
	const good = mail("3cde1c8fdb13", "Mountains", 44, 180);
	notify(emma, from, good, "1");
	const answer = delivered(good, from, emma, "1");
	emma.wait(1).http(good.location, undefined, answer);
	emma.http(MMSC, pdus.acknowledge("1"));
	return story.packets();
}

/** The packets of the example, in order of time. */
export function examplePackets(): Packet[] {
	return mergeByTime(
		sentAndRead(),
		twoRecipients(),
		overWsp(),
		refused(),
		broken(),
		others(),
	);
}

/** The example as a pcapng file. */
export function exampleCapture(): Octets {
	const file = new PcapngFile();
	file.section(false, [
		[1, "Made by examples/make.ts. No real persons, numbers or addresses."],
		[4, "mmstrace examples/make.ts"],
	]);
	file.interface({ link: "ethernet", options: [[2, "gi0"]] });
	for (const packet of examplePackets()) file.packet(packet);
	return join(file.octets());
}

if (process.argv[1]?.endsWith("make.ts")) {
	const octets = exampleCapture();
	writeFileSync(new URL("mms.pcapng", import.meta.url), octets);
	console.error(`examples/mms.pcapng: ${octets.length} octets`);
}
