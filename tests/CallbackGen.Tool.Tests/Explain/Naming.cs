using CallbackGen.Tool.Explain;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>Whether an answer names what was broken.</summary>
internal static class Naming
{
    /// <summary>
    /// It does where its changes are of the kinds and parts that were broken, and no more of them; and where they are of the kinds, and
    /// make of the broken request the genuine one: changes that give the same bytes are one answer.
    /// </summary>
    public static bool Names(Candidate answer, Breakage[] breakages, Subject genuine, Subject broken)
    {
        var changes = answer.Changes.ToList();
        if (changes.Count <= breakages.Length && Array.TrueForAll(breakages, breakage => changes.Exists(change => Is(change, breakage))))
            return true;
        var others = changes.Where(change => change.Kind != ChangeKind.Request).ToList();
        var otherBreakages = breakages.Where(breakage => breakage.Kind != ChangeKind.Request).ToList();
        return others.Count == otherBreakages.Count
            && otherBreakages.TrueForAll(breakage => others.Exists(change => Is(change, breakage)))
            && otherBreakages.Count < breakages.Length
            && IsSame(answer.Apply(broken.Sent), genuine.Sent);
    }

    private static bool Is(Change change, Breakage breakage) =>
        breakage.Kind == change.Kind && (breakage.Part.Length == 0 || change.Axis.Contains(breakage.Part, StringComparison.Ordinal));

    private static bool IsSame(Sent? one, Sent other) =>
        one is not null
        && one.Capture.Body.Span.SequenceEqual(other.Capture.Body.Span)
        && one.Capture.Target == other.Capture.Target
        && one.Base == other.Base
        && other.Capture.Headers.All(header => one.Capture.Header(header.Name) == header.Text);
}
