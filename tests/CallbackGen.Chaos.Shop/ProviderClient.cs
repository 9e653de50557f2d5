using System.Globalization;
using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>Queries the provider's API, which the tests serve.</summary>
/// <param name="options">The options with its address.</param>
public sealed class ProviderClient(ShopOptions options) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = options.Provider, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>A payment in the answer of the API.</summary>
    public async Task<AcmeNotice?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<ProviderPayment>($"payments/{id}", cancellationToken) is { } said
            ? new()
            {
                Id = said.Id,
                Status = said.IsPaid ? AcmeNoticeStatus.Paid : AcmeNoticeStatus.Pending,
                Amount = decimal.Parse(said.Amount, CultureInfo.InvariantCulture),
                Currency = said.Currency,
            }
            : null;

    /// <summary>Some of the completed payments.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<string[]>("payments", cancellationToken) ?? [];

    /// <summary>Reports to the provider the result of a payment's effect, which the tests record as an acknowledgement.</summary>
    public async Task AcknowledgeAsync(string id, CallbackCommit commit, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsync(new Uri($"payments/{id}/{commit}", UriKind.Relative), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>A payment in an answer of the provider.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsPaid">Whether it was paid; otherwise it is pending.</param>
/// <param name="Amount">The amount.</param>
/// <param name="Currency">The currency.</param>
public sealed record ProviderPayment(string Id, bool IsPaid, string Amount, string Currency);
