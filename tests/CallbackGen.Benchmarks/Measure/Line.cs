namespace CallbackGen.Benchmarks.Measure;

/// <summary>One ratio and what it must be.</summary>
/// <param name="Name">What is measured, and against what.</param>
/// <param name="Ratio">Ours, in terms of the other.</param>
/// <param name="Goal">The bound.</param>
/// <param name="AtLeast">Whether the ratio must reach the bound; otherwise it must not exceed it.</param>
/// <param name="Note">The absolute values, which are this machine's alone.</param>
internal sealed record Line(string Name, double Ratio, double Goal, bool AtLeast = false, string Note = "")
{
    public bool Holds => AtLeast ? Ratio >= Goal : Ratio <= Goal;

    public override string ToString() =>
        $"{Name, -84} {Ratio, 8:0.000}  {(AtLeast ? ">=" : "<=")} {Goal, -5:0.###} {(Holds ? "ok   " : "short")}  {Note}";
}
