import type { Problem } from "./record.js";

/** The codes that problem records use. Words are those of `OUTPUT.md`; one sentence each for people. */
export const PROBLEMS: Readonly<Record<string, string>> = {
	truncated: "The capture ends inside this unit.",
	malformed: "The octets violate the specification of their protocol.",
	incomplete: "More octets were due and never came.",
	unsupported: "Valid, but not decoded by this program.",
	encrypted: "The content is encrypted and cannot be read.",
	"capture-gap":
		"The peer acknowledged octets that the capture does not hold: the capture lost them, not the network.",
	"network-loss": "Octets were lost on the way and never repeated.",
	sliced: "The capture kept only the first octets of packets (snap length).",
	conflict: "Two copies of the same octets differ; the first one counts.",
	ambiguous:
		"Something fits several messages and is joined to none of them; the note names them.",
	"missing-nul": "A text has no closing 00 before its container ends.",
	"length-past-end":
		"A length inside the unit reaches beyond its end; what is there was read.",
	uintvar: "A uintvar has more than 5 octets or more than 32 bits.",
	"uintvar-not-shortest":
		"A uintvar was written with more octets than it needs.",
	"illegal-octet":
		"No field can start with this octet; reading of the header ended here.",
	"wrong-form":
		"The value has not the form that its field asks for; it was read or skipped by its first octet.",
	leftover:
		"Octets are left inside a value's length after all that belongs there.",
	trailing: "Octets follow after the end of the PDU or multipart.",
	"no-body": "Content-Type announces a body, and nothing follows.",
	"count-zero": "The multipart says 0 entries; all entries that fit were read.",
	"more-entries-than-count": "The multipart has more entries than it says.",
	"parts-missing": "The multipart has fewer entries than it says.",
	"part-cut": "The data of a part ends before its length.",
	"part-headers-cut": "The headers of a part end before their length.",
	"unknown-field":
		"A header field has a code that nobody assigned; it was skipped by the generic rule.",
	"unknown-value":
		"An octet is not in the table of its field; it counts by its range.",
	"unknown-charset":
		"The charset is not known or cannot be decoded; the text was read as UTF-8 or windows-1252.",
	"charset-error":
		"Octets do not fit the charset of their text; U+FFFD stands for them.",
	"missing-field": "A field that the message type must have is not there.",
	"repeated-field":
		"A field that should stand once stands several times; the first one counts.",
	"not-mms": "The octets hold no X-Mms-Message-Type.",
	"mime-text":
		"The body is MIME text where the binary multipart structure is due; it was read as text.",
	"not-push": "The octets are no WSP Push or ConfirmedPush PDU.",
	"limit-header-fields":
		"More header fields than the limit; the rest was not read.",
	"limit-parts": "More parts than the limit; the rest was not read.",
	"limit-part-depth":
		"Multiparts are nested deeper than the limit; the inner ones were not read.",
	"limit-tokens":
		"The unit has more elements than the decoder's table holds; the rest was not read.",
	"limit-problems": "More problems than are listed.",
	"limit-size":
		"The unit is larger than the decoder reads; the rest was not read.",
	"limit-message-octets":
		"The WTP message is larger than the limit; packets beyond it were not kept.",
	"limit-partial-octets":
		"Too many octets of incomplete WTP messages; the oldest transactions were ended.",
	"limit-open-transactions":
		"Too many WAP transactions at a time; the oldest were ended.",
	"limit-wtp-pdus":
		"More WTP PDUs in a datagram than the limit; the rest was not read.",
	"transaction-id-mismatch":
		"The answer carries another transaction id than its request; the carrier decides.",
	unreadable: "The file could not be read.",
	empty: "The file has 0 octets.",
	"not-a-capture": "The file is neither pcap nor pcapng.",
	"no-time":
		"Packets of Simple Packet Blocks have no time: they take that of the packet before.",
	"limit-interfaces":
		"A section of a pcapng file has more interfaces than are kept.",
	"limit-message-idle":
		"Nothing happened to the message for the time that an open message is kept; what comes later is a record of its own.",
	"limit-open-messages":
		"Too many messages were open at once; this one was written before its time.",
	"limit-message-exchanges":
		"The message had more exchanges than one message may have; the next ones are a record of their own.",
};

/** How often each problem occurred. */
export class ProblemCounts {
	readonly counts: Record<string, number> = {};

	add(problems: readonly Problem[]): void {
		for (const { code } of problems)
			this.counts[code] = (this.counts[code] ?? 0) + 1;
	}
}
