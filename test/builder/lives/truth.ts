import type { Packet } from "../capture.js";

/** Packets that carry one half of an exchange. `frames` is filled in when the capture is written. */
export interface Mark {
	/** What it carries, for people: `m-send-req`, `get`, `answer`. */
	name: string;
	/** Packets that passed on the network. */
	passed: number;
	/** Those that the capture holds. */
	frames: number[];
	/** Some of its octets never were in the capture, by intent. */
	holed?: boolean;
}

export interface MarkedPacket extends Packet {
	mark?: Mark | undefined;
}

export function mark(name: string): Mark {
	return { name, passed: 0, frames: [] };
}

export type Seen = "whole" | "part" | "none";

export function seen(one: Mark): Seen {
	if (one.frames.length === 0) return "none";
	return one.frames.length === one.passed ? "whole" : "part";
}

/** How the POST of something that needs no PDU in answer ended. */
export type PostEnd = "ok" | "http-error" | "failed";

/** Something that happened to a leg, as the network saw it. Times in microseconds. */
export type Fact = {
	at: number;
	marks: Mark[];
	/** Before this nobody can tell how it ended. */
	certain?: number | undefined;
} & (
	| { kind: "sent"; reason: string; request: Mark; answer?: Mark | undefined }
	| {
			kind: "notified";
			expires?: number | undefined;
			whole: boolean;
			push?: "acked" | "aborted" | undefined;
			stored?: boolean | undefined;
	  }
	| {
			kind: "responded";
			status: "retrieved" | "deferred" | "rejected" | "unrecognised";
			post: PostEnd;
	  }
	| { kind: "acknowledged"; post: PostEnd }
	| { kind: "fetched"; reason: string; request: Mark; answer?: Mark }
	| { kind: "ended"; reason: string }
	/** For something that was refused: changes nothing. */
	| { kind: "asked" }
);

/** One leg as it was lived. */
export interface Leg {
	kind: "send" | "recipient";
	/** The choices that made it. */
	label: string;
	client: string;
	number?: string;
	facts: Fact[];
	/** An identifier ties it to the rest of its message: 1 yes, 0 not by rule. */
	tied: () => boolean;
	/** How often each exchange passes the capture, where more than once. */
	hops?: number;
	/** A tool may leave it out. */
	optional?: boolean;
	/** What is right besides what the facts say. */
	also?: string[];
	/** Nothing ties its parts to each other: each may stand alone with one of these reasons. */
	loose?: string[];
	/** Signalling that tells its number. */
	told?: Mark | undefined;
}

export interface ReportLived {
	event: string;
	reason: string;
	mark: Mark;
	/** Index of the recipient among the legs of the message, -1: of nobody seen. */
	leg: number;
	tied: () => boolean;
	address: string;
}

export interface MessageLived {
	label: string;
	legs: Leg[];
	reports: ReportLived[];
	/** To, Cc and Bcc of the submission. */
	addressees: number;
}

/** A line of a truth file. */
export interface TruthMessage {
	id: number;
	label: string;
	legs: TruthLeg[];
	reports: TruthReport[];
	addressees: number;
}

export interface TruthLeg {
	kind: "send" | "recipient";
	label: string;
	client: string;
	number?: string;
	/** Any of these; empty: nobody can say. */
	reasons: string[];
	frames: number[];
	/** First frame of each half, with its name. */
	steps: string[];
	tied: boolean;
	hops?: number;
	optional?: boolean;
	loose?: string[];
	told?: boolean;
}

export interface TruthReport {
	event: string;
	reason: string;
	frames: number[];
	leg: number;
	tied: boolean;
	address: string;
}
