using System.Diagnostics.CodeAnalysis;

namespace CallbackGen;

/// <summary>The outcome of a verification: a callback on its rung of the trust ladder, or the reason it was refused.</summary>
/// <typeparam name="T">The rung, for example <c>Verified&lt;AcmeInvoice&gt;</c>.</typeparam>
public readonly struct CallbackResult<T>
    where T : class
{
    private readonly CallbackRejection? _rejection;

    /// <summary>A success.</summary>
    /// <param name="value">The callback.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public CallbackResult(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    /// <summary>A refusal.</summary>
    /// <param name="rejection">Why.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rejection"/> is null.</exception>
    public CallbackResult(CallbackRejection rejection)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        _rejection = rejection;
    }

    /// <summary>Whether the callback passed.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsSuccess => Value is not null;

    /// <summary>The callback, or <see langword="null"/> when it was refused.</summary>
    public T? Value { get; }

    /// <summary>Why the callback was refused, or <see langword="null"/> when it passed.</summary>
    public CallbackRejection? Rejection => Value is null ? _rejection ?? CallbackRejection.NotVerified : null;

    /// <summary>Takes the outcome apart.</summary>
    /// <param name="value">The callback, when it passed.</param>
    /// <param name="rejection">The reason, when it was refused.</param>
    /// <returns><see langword="true"/> when the callback passed.</returns>
    public bool TryGetValue([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out CallbackRejection? rejection)
    {
        value = Value;
        rejection = Rejection;
        return value is not null;
    }

    /// <summary>The callback, where a refusal is exceptional.</summary>
    /// <returns>The callback.</returns>
    /// <exception cref="CallbackRejectedException">The callback was refused.</exception>
    public T GetValueOrThrow() => Value ?? throw new CallbackRejectedException(Rejection!);

    /// <summary>Wraps a callback that passed.</summary>
    /// <param name="value">The callback.</param>
    public static implicit operator CallbackResult<T>(T value) => new(value);

    /// <summary>Wraps a refusal.</summary>
    /// <param name="rejection">Why.</param>
    public static implicit operator CallbackResult<T>(CallbackRejection rejection) => new(rejection);
}
