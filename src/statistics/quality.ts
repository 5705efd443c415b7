import type { Message, RecipientLeg } from "../record.js";
import type { QualityRatio, QualityTime } from "./record.js";
import { wilsonInterval } from "./significance.js";
import { QuantileSketch, rounded } from "./sketch.js";

const RATIOS = [
	"send-failure",
	"notification-failure",
	"retrieval-failure",
	"end-to-end-failure",
] as const;
const TIMES = [
	"send-time",
	"notification-time",
	"retrieval-time",
	"end-to-end-time",
] as const;

type RatioName = (typeof RATIOS)[number];
type TimeName = (typeof TIMES)[number];

/** Reasons for which a notification did not reach the phone (STATES 3.2). */
const NOTIFICATION_FAILURES: ReadonlySet<string> = new Set([
	"notify-incomplete",
	"notify-bearer-refused",
	"notify-push-aborted",
]);
const RETRIEVED: ReadonlySet<string> = new Set(["retrieved", "acknowledged"]);

/**
 * The ratios and times of ETSI TS 102 250-2 as far as a capture has them (docs/quality.md). A case is what was begun and
 * came to an end that is known; what is pending or unknown is no case.
 */
export class Quality {
	readonly #ratios = new Map<RatioName, { failures: number; cases: number }>(
		RATIOS.map((name) => [name, { failures: 0, cases: 0 }]),
	);
	readonly #times = new Map<TimeName, QuantileSketch>(
		TIMES.map((name) => [name, new QuantileSketch()]),
	);

	add({ send, recipients }: Message): void {
		if (send && isDecided(send))
			this.#case("send-failure", send.verdict === "failed");
		this.#time("send-time", send?.phases.submit_total);
		for (const recipient of recipients) {
			this.#addRecipient(recipient);
			if (send && isDecided(recipient))
				this.#case("end-to-end-failure", recipient.verdict === "failed");
		}
	}

	get ratios(): QualityRatio[] {
		return RATIOS.map((name) => {
			const { failures, cases } = this.#ratios.get(name)!;
			const ratio: QualityRatio = { name, failures, cases };
			if (cases === 0) return ratio;
			[ratio.low, ratio.high] = wilsonInterval(failures, cases).map(
				rounded,
			) as [number, number];
			ratio.ratio = rounded(failures / cases);
			return ratio;
		});
	}

	get times(): QualityTime[] {
		return TIMES.flatMap((name) => {
			const percentiles = this.#times.get(name)!.percentiles();
			return percentiles ? [{ name, ...percentiles }] : [];
		});
	}

	#addRecipient(leg: RecipientLeg): void {
		const { phases, reason, state, verdict, notifications = 0 } = leg;
		if (notifications > 0)
			this.#case("notification-failure", NOTIFICATION_FAILURES.has(reason));
		const isRetrieved = RETRIEVED.has(state) && verdict === "ok";
		if (isRetrieved || (state === "failed" && verdict === "failed"))
			this.#case("retrieval-failure", !isRetrieved);
		this.#time("notification-time", phases.relay);
		const { retrieve_wait: wait, download } = phases;
		if (wait !== undefined && download !== undefined)
			this.#time("retrieval-time", wait + download);
		this.#time("end-to-end-time", phases.end_to_end);
	}

	#case(name: RatioName, isFailure: boolean): void {
		const counts = this.#ratios.get(name)!;
		counts.cases++;
		if (isFailure) counts.failures++;
	}

	#time(name: TimeName, seconds: number | undefined): void {
		if (seconds !== undefined) this.#times.get(name)!.add(seconds);
	}
}

function isDecided({ verdict }: { verdict: string }): boolean {
	return verdict === "ok" || verdict === "failed";
}
