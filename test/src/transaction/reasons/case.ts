import type { Exchange } from "../../../../src/record.js";
import type { AnalyzeOptions } from "../../../../src/run.js";
import type { ReasonId } from "../../../../src/transaction/reasons.js";
import type { Story } from "../exchange.js";
import type { Scene } from "./scene.js";

/** A life that produces a reason, and what comes of it. */
export interface Case {
	reason: ReasonId;
	/** What tells it from others of the same reason. */
	name?: string;
	/** Lets it happen; the frames that the reason names. */
	play(scene: Scene): readonly number[];
	/** State of the leg. */
	state: string;
	/** Where the table says `by-evidence`, or evidence tells more than the table. */
	fault?: string;
	/** The reason is listed, and another one decides. */
	decides?: ReasonId;
	mayRetry?: true;
	/** All of it is one message. */
	only?: true;
	options?: AnalyzeOptions;
}

/** The same from exchanges, for what captures cannot be made of yet. */
export interface StoryCase extends Omit<Case, "play" | "options"> {
	play(story: Story): readonly number[];
	end?: number;
}

export type More = Partial<Exchange>;
