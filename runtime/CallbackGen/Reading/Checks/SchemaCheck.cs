using System.ComponentModel;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>Checks whether a value satisfies a schema. Generated, one for each schema that typed reading does not cover.</summary>
/// <param name="value">The value.</param>
/// <param name="check">The current check, with a method for each keyword.</param>
/// <returns>Whether the value satisfies the schema.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate bool SchemaTest(JsonElement value, SchemaCheck check);

/// <summary>
/// Checks one value against a schema (JSON Schema 2020-12), with a method for each keyword. Generated code calls it for keywords that typed
/// reading cannot express.
/// </summary>
/// <remarks>
/// The cost of a hostile value is bounded. A value that cannot be decided within the bound (too many steps, a pattern that backtracks too
/// long, an exponent of sixteen digits) is rejected as a whole, also below <c>not</c>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class SchemaCheck
{
    private CheckBudget _budget;
    private string _failed = "";

    // The members and items that schemas have evaluated so far, while an enclosing schema with "unevaluated…" needs them.
    private Evaluated? _evaluated;

    private SchemaCheck(CheckBudget budget) => _budget = budget;

    internal bool IsUndecided { get; private set; }

#pragma warning disable IDE0060 // The parameters are those of every schema.
    /// <summary>Accepts any value: the schema <c>true</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="check">The current check.</param>
    /// <returns><see langword="true"/>.</returns>
    public static bool True(JsonElement value, SchemaCheck check) => true;

    /// <summary>Rejects any value: the schema <c>false</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="check">The current check.</param>
    /// <returns><see langword="false"/>.</returns>
    public static bool False(JsonElement value, SchemaCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return check.Verdict(false, "false");
    }
#pragma warning restore IDE0060

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value, parsed by the strict rules.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="test">The schema.</param>
    /// <param name="budget">The remaining time and steps of the request.</param>
    /// <returns>The problem, described without any text of the value; <see langword="null"/> when there is none.</returns>
    internal static string? Run(JsonElement value, int size, SchemaTest test, ref CheckBudget budget)
    {
        budget.AddStepsFor(size);
        var check = new SchemaCheck(budget);
        var isValid = test(value, check);
        budget = check._budget;
        if (check.IsUndecided)
            return "takes too long to check against the schema";
        return isValid ? null : $"does not satisfy the schema's \"{check._failed}\"";
    }

    /// <summary>Counts a step.</summary>
    /// <returns><see langword="false"/> when no step is left.</returns>
    internal bool Spend()
    {
        IsUndecided |= !_budget.TakeStep();
        return !IsUndecided;
    }

    internal bool TryNumber(JsonElement value, out JsonNumber number)
    {
        if (JsonNumber.TryParse(value, out number))
            return true;
        IsUndecided = true;
        return false;
    }

    // The outermost keyword that fails is the last to be recorded, and is reported.
    private bool Verdict(bool holds, string keyword)
    {
        if (!holds)
            _failed = keyword;
        return holds;
    }

    private bool Matches(string text, Regex pattern)
    {
        if (!Spend())
            return false;
        var matches = _budget.Match(text, pattern);
        IsUndecided |= matches is null;
        return matches == true;
    }

    /// <summary>Tests the value itself; the members and items that the schema evaluates count for the enclosing schema.</summary>
    private bool Here(JsonElement value, SchemaTest test) => Spend() && test(value, this);

    /// <summary>Tests the value itself; the members and items that the schema evaluates count only when the test succeeds.</summary>
    private bool Branch(JsonElement value, SchemaTest test)
    {
        if (_evaluated is not { } outer)
            return Here(value, test);
        _evaluated = new Evaluated();
        var holds = Here(value, test);
        if (holds)
            outer.Add(_evaluated);
        _evaluated = outer;
        return holds;
    }

    /// <summary>Tests a member, item or name; the members and items that are evaluated below it are not recorded.</summary>
    private bool Below(JsonElement value, SchemaTest test)
    {
        var outer = _evaluated;
        _evaluated = null;
        var holds = Here(value, test);
        _evaluated = outer;
        return holds;
    }

    /// <summary>The members and items of one value that schemas have evaluated.</summary>
    private sealed class Evaluated
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private readonly HashSet<int> _items = [];
        private bool _allNames;
        private bool _allItems;

        public void Add(string name) => _names.Add(name);

        public void Add(int item) => _items.Add(item);

        public void AddAllNames() => _allNames = true;

        public void AddAllItems() => _allItems = true;

        public bool Has(string name) => _allNames || _names.Contains(name);

        public bool Has(int item) => _allItems || _items.Contains(item);

        public void Add(Evaluated other)
        {
            _allNames |= other._allNames;
            _allItems |= other._allItems;
            _names.UnionWith(other._names);
            _items.UnionWith(other._items);
        }
    }
}
