using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CallbackGen.Reading;

namespace CallbackGen.Inbox;

/// <summary>The path of a scalar member of a payload, which may be nested in other members.</summary>
internal sealed class MemberPlace
{
    private MemberPlace(IReadOnlyList<MemberInfo> members) => Members = members;

    /// <summary>The members from the payload's member down to the scalar.</summary>
    public IReadOnlyList<MemberInfo> Members { get; }

    /// <summary>Finds the member that an expression names.</summary>
    /// <exception cref="ArgumentException">The expression does not name such a member.</exception>
    public static MemberPlace Of<T>(Expression<Func<T, object?>> member)
    {
        var members = new List<MemberInfo>();
        var expression = member.Body is UnaryExpression { NodeType: ExpressionType.Convert } converted ? converted.Operand : member.Body;
        var type = expression.Type;
        while (expression is MemberExpression access)
        {
            // A nullable value and its Value property have the same path.
            if (!IsValueOfNullable(access.Member))
                members.Insert(0, access.Member);
            expression = access.Expression;
        }

        // The length of a text, or the year of a time, would order unrelated callbacks; and an object or a list may contain
        // unsigned members.
        return
            members.Count > 0
            && expression == member.Parameters[0]
            && IsValue(type)
            && !members.Exists(found => found.DeclaringType?.Assembly == typeof(object).Assembly)
            ? new(members)
            : throw new ArgumentException(
                $"{member} is no member of the payload that is a text, a number, a time or an enum: write payment => payment.Id, "
                    + "or such a member of a member.",
                nameof(member)
            );
    }

    /// <summary>
    /// Returns the member's value as text, equal for each spelling of the value; null when it or a parent is absent.
    /// </summary>
    public string? Read(object payload)
    {
        object? value = payload;
        foreach (var member in Members)
        {
            if (value is null)
                return null;
            value = member is PropertyInfo property ? property.GetValue(value) : ((FieldInfo)member).GetValue(value);
        }

        return value switch
        {
            decimal number => CanonicalText.Of(number),
            DateTimeOffset time => CanonicalText.Of(time),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private static bool IsValueOfNullable(MemberInfo member) =>
        member.Name == nameof(Nullable<int>.Value) && member.DeclaringType is { } type && Nullable.GetUnderlyingType(type) is not null;

    private static bool IsValue(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(string)
            || value == typeof(bool)
            || typeof(IFormattable).IsAssignableFrom(value)
            || (value.IsGenericType && value.GetGenericTypeDefinition() == typeof(OpenEnum<>));
    }
}
