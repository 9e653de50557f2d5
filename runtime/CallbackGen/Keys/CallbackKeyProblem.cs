namespace CallbackGen;

/// <summary>Something wrong with a configured key, in words that hold nothing of the key.</summary>
/// <param name="Key">The key's name in the schema, with its position when it has several values: <c>hashKey[1]</c>.</param>
/// <param name="IsError">Whether the keys cannot be used; otherwise it is a warning.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record CallbackKeyProblem(string Key, bool IsError, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Key} {Message}";
}

/// <summary>The configured keys of a feed cannot be used.</summary>
public sealed class CallbackKeyException : ArgumentException
{
    /// <summary>Tells that the keys of a feed cannot be used.</summary>
    /// <param name="feed">The feed's name.</param>
    /// <param name="problems">What is wrong; warnings may be among them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="problems"/> is null.</exception>
    public CallbackKeyException(string feed, IReadOnlyList<CallbackKeyProblem> problems)
        : base(Describe(feed, problems)) => Problems = problems;

    /// <summary>What is wrong, warnings included.</summary>
    public IReadOnlyList<CallbackKeyProblem> Problems { get; }

    private static string Describe(string feed, IReadOnlyList<CallbackKeyProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var errors = problems.Where(problem => problem.IsError).ToList();
        return errors.Count == 1
            ? $"The keys of {feed} cannot be used: {errors[0]}"
            : $"The keys of {feed} cannot be used:{string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}"))}";
    }
}
