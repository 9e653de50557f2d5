namespace CallbackGen.Benchmarks.Measure;

/// <summary>A ratio and its bound.</summary>
/// <param name="Name">The measured and the compared operation.</param>
/// <param name="Ratio">Our value divided by the other one.</param>
/// <param name="Goal">The bound.</param>
/// <param name="AtLeast">Whether the bound is a minimum; otherwise it is a maximum.</param>
/// <param name="Note">The absolute values, which depend on the machine.</param>
internal sealed record Line(string Name, double Ratio, double Goal, bool AtLeast = false, string Note = "")
{
    public bool Holds => AtLeast ? Ratio >= Goal : Ratio <= Goal;

    public override string ToString() =>
        $"{Name,-84} {Ratio,8:0.000}  {(AtLeast ? ">=" : "<=")} {Goal,-5:0.###} {(Holds ? "ok   " : "short")}  {Note}";
}
