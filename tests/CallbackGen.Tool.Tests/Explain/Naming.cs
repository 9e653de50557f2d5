using CallbackGen.Tool.Explain;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>Whether an answer names the faults.</summary>
internal static class Naming
{
    /// <summary>
    /// It does if its changes have exactly the kinds and parts of the faults; or if they have the kinds, and restore the genuine request
    /// from the broken one: changes with the same bytes are the same answer.
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
