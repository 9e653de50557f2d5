using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a switch over a status that lists the failures and treats every other status as paid, including those that the schema does not
/// list yet.
/// </summary>
internal sealed class PaidDefaults(IReadOnlyList<IOperation> statuses, Effects effects, DecidingWords words)
{
    /// <summary>Returns the default case, where it is the one that means paid; otherwise null.</summary>
    public IOperation? Find(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            var found = operation switch
            {
                ISwitchExpressionOperation choice when IsStatus(choice.Value) => OfArms(choice),
                ISwitchOperation choice when IsStatus(choice.Value) => OfSections(choice),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return null;
    }

    private ISwitchExpressionArmOperation? OfArms(ISwitchExpressionOperation choice)
    {
        var rest = choice.Arms.FirstOrDefault(arm =>
            arm is { Guard: null, Pattern: IDiscardPatternOperation or IDeclarationPatternOperation { MatchesNull: true } }
        );
        var others = choice.Arms.Where(arm => arm != rest).ToList();
        if (rest is null || !ListsFailures(others.SelectMany(arm => arm.Pattern.DescendantsAndSelf())))
            return null;
        var isYes =
            rest.Value.ConstantValue is { HasValue: true, Value: true }
            && others.TrueForAll(arm => arm.Value.ConstantValue is { HasValue: true, Value: false });
        return isYes || IsPaid(rest.Value) && !others.Exists(arm => IsPaid(arm.Value)) ? rest : null;
    }

    private IOperation? OfSections(ISwitchOperation choice)
    {
        var rest = choice.Cases.FirstOrDefault(section => section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation));
        var others = choice.Cases.Where(section => section != rest).ToList();
        return
            rest is not null
            && ListsFailures(others.SelectMany(section => section.Clauses).SelectMany(clause => clause.DescendantsAndSelf()))
            && rest.Body.Any(IsPaid)
            && !others.Exists(section => section.Body.Any(IsPaid))
            ? rest.Clauses[0]
            : null;
    }

    private bool ListsFailures(IEnumerable<IOperation> patterns) =>
        patterns
            .Select(pattern =>
                pattern switch
                {
                    IConstantPatternOperation constant => StatusTests.NameOf(constant.Value),
                    ISingleValueCaseClauseOperation single => StatusTests.NameOf(single.Value),
                    _ => null,
                }
            )
            .Any(name => name is not null && words.IsFailed(name));

    /// <summary>Whether a part of a handler marks an order as paid, or is a paid state.</summary>
    private bool IsPaid(IOperation part) =>
        effects.IsPaidState(part)
        || part.DescendantsAndSelf()
            .Any(operation => operation is IInvocationOperation or ISimpleAssignmentOperation && effects.IsDeed(operation));

    private bool IsStatus(IOperation value) =>
        Values.Bare(value) is not ITupleOperation
        && value
            .DescendantsAndSelf()
            .Any(part =>
                statuses.Contains(part)
                || part is ILocalReferenceOperation local
                    && Values.WrittenTo(local).Any(written => written.DescendantsAndSelf().Any(statuses.Contains))
            );
}
