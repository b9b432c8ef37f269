"""Types that are in scope everywhere (specification 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.languages.lex.checker.checked import AliasInfo, UnionInfo
from motet.languages.lex.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    STR,
    ListType,
    Named,
    RecordType,
    Rigid,
    Type,
)

_T: Final = Rigid("T")
_E: Final = Rigid("E")


def _option(item: Type) -> Type:
    return Named("Option", (item,))


def _union(name: str, parameters: tuple[Rigid, ...] = (), **constructors: Type | None) -> UnionInfo:
    payloads: dict[str, tuple[Type, ...]] = {
        key.rstrip("_"): () if item is None else (item,) for key, item in sorted(constructors.items())
    }
    return UnionInfo(name, parameters, payloads)


def _record(name: str, **fields: Type) -> AliasInfo:
    return AliasInfo(name, (), RecordType(fields))


_HEADERS: Final = Named("Map", (STR, STR))

OPAQUE: Final[Mapping[str, int]] = {
    **dict.fromkeys(("Iter", "Set", "Stream", "Deque", "Parser", "Actor"), 1),
    "Map": 2,
    **dict.fromkeys(("SqlTx", "ConnRedis", "Rng", "Regex", "Instant", "Duration", "Kv", "Db", "ProcessHandle"), 0),
    **dict.fromkeys(("Json", "Table", "TlsConfig", "Row", "WsConn"), 0),
}
"""Types without constructors, and how many arguments they take."""

UNIONS: Final[Mapping[str, UnionInfo]] = {
    info.name: info
    for info in (
        _union("Result", (_T, _E), Ok=_T, Err=_E),
        _union("Option", (_T,), Some=_T, None_=None),
        _union("Tz", Utc=None, Local=None, Offset=INT, Iana=STR),
        _union("SqlParam", PStr=STR, PInt=INT, PFloat=FLOAT, PBool=BOOL, PNull=None),
        _union("HttpError", NetworkError=STR, TimeoutError=None, TlsError=STR, DecodeError=STR),
        _union(
            "ResponseBody",
            BodyStr=STR,
            BodyStream=Named("Iter", (STR,)),
            BodyBytes=Named("Iter", (ListType(INT),)),
        ),
        _union("WsMessage", WsText=STR, WsBinary=BYTES, WsPing=None, WsClose=None),
        _union("WsAction", WsSend=STR, WsSendBinary=BYTES, WsNoOp=None),
        _union("ConcError", AlreadyRegistered=STR, NotRegistered=STR),
    )
}

ALIASES: Final[Mapping[str, AliasInfo]] = {
    info.name: info
    for info in (
        _record("SqlError", message=STR, code=_option(STR), detail=_option(STR)),
        _record("HttpRequest", method=STR, url=STR, headers=_HEADERS, body=_option(BYTES), timeout_ms=_option(INT)),
        _record("HttpResponse", status=INT, headers=_HEADERS, body=BYTES),
        _record("Matrix", rows=INT, cols=INT, data=ListType(FLOAT)),
        _record("AeadResult", ciphertext=BYTES, tag=BYTES),
        _record("Request", method=STR, path=STR, query=STR, body=STR, headers=_HEADERS, path_params=_HEADERS),
        _record("Response", status=INT, headers=_HEADERS, body=Named("ResponseBody")),
    )
}
