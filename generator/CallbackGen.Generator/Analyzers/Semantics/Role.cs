namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The runtime's <c>CallbackRole</c>, with the same names and values.</summary>
internal enum Role
{
    Reference = 1,
    Status,
    Amount,
    Currency,
}
