using System.Globalization;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>
/// A payload that was read, or the reason why it was rejected. Members are accessed by their C# path, for example
/// <c>Order.Status.Text</c>.
/// </summary>
internal sealed record Outcome(object? Payload, CallbackRejection? Rejection)
{
    /// <summary>Gets the value of a member.</summary>
    public object? this[string path] => ValueOf(Payload ?? throw new InvalidOperationException(Rejection?.ToString()), path);

    public static Outcome Of<T>(CallbackResult<T> result)
        where T : class => new(result.Value, result.Rejection);

    /// <summary>Returns the value of a member in the invariant culture.</summary>
    public string? Text(string path) => Convert.ToString(this[path], CultureInfo.InvariantCulture);

    /// <summary>Asserts a rejection with a reason and a location.</summary>
    public void IsRefused(CallbackRejectionReason reason, string where)
    {
        Assert.NotNull(Rejection);
        Assert.Equal((reason, where), (Rejection.Reason, Rejection.Where));
    }

    /// <summary>Asserts that a member was rejected.</summary>
    public void IsRefusedAt(string where) => IsRefused(CallbackRejectionReason.InvalidMember, where);

    public static object? ValueOf(object? value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (value is null)
                return null;
            value = int.TryParse(name, CultureInfo.InvariantCulture, out var index)
                ? ((System.Collections.IEnumerable)value).Cast<object?>().ElementAt(index)
                : value.GetType().GetProperty(name)!.GetValue(value);
        }

        return value;
    }
}
