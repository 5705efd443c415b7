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
	"missing-nul": "A text has no closing 00 before its container ends.",
	"transaction-id-mismatch":
		"The answer carries another transaction id than its request; the carrier decides.",
};
