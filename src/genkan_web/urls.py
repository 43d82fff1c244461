"""Every address of the site."""

from django.urls import path

from genkan_web.doors import apart, files, open_door

urlpatterns = [
    path("", open_door.entrance, name="entrance"),
    path("family/", open_door.family, name="family"),
    path("family/week/<str:day>/", open_door.family_week, name="family-week"),
    path("own/", files.choose, name="own"),
    path("reading/<str:key>/", files.reading, name="reading"),
    path("reading/<str:key>/week/<str:day>/", files.week, name="reading-week"),
    path("reading/<str:key>/sheet.pdf", files.paper, name="reading-paper"),
    path("reading/<str:key>/forget/", files.forget, name="forget"),
    path("diary.<str:form>", open_door.diary, name="diary"),
    path("help/", open_door.help_now, name="help"),
    path("language/<str:lang>/", apart.language, name="language"),
    path("leave/", apart.leave, name="leave"),
    path("ready/", apart.ready, name="ready"),
]
handler404 = "genkan_web.doors.apart.not_found"
handler500 = "genkan_web.doors.apart.broken"
handler400 = "genkan_web.doors.apart.not_understood"
