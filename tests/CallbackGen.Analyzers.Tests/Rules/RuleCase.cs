namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>One behaviour of one rule.</summary>
/// <param name="Name">The behaviour, as a sentence.</param>
/// <param name="Rule">The rule that it is about.</param>
/// <param name="Text">A schema file with every expected diagnostic marked; without a mark of the rule, a near miss.</param>
/// <param name="Message">The rule's message, where the case is about it.</param>
internal sealed record RuleCase(string Name, string Rule, string Text, string? Message = null)
{
    public bool Reports => Text.Contains(Rule, StringComparison.Ordinal);
}
